//! What a controller has yet to do: each key once, in a fair order.

mod state;

use std::{
    collections::BTreeMap,
    fmt::Debug,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::Notify, time::Instant};

pub use crate::timing::backoff::{Backoff, Bucket, RateLimit};

use state::State;

use crate::timing::clock::{Clock, later};

/// What comes first: the higher number.
///
/// ```
/// use kubewright_runtime::queue::Priority;
/// use kubewright_runtime::reconcile::Action;
/// use std::time::Duration;
///
/// assert!(Priority::LOW < Priority::NORMAL);
/// let urgent = Action::requeue(Duration::from_secs(1)).at(Priority(10));
/// # let _ = urgent;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(pub i32);

impl Priority {
    /// For the objects of the first list: many, and rarely urgent.
    pub const LOW: Self = Self(-100);
    /// For everything else.
    pub const NORMAL: Self = Self(0);
}

impl Default for Priority {
    fn default() -> Self {
        Self::NORMAL
    }
}

/// What can be queued.
///
/// ```
/// use kubewright_runtime::queue::{Queue, RateLimit};
///
/// /// Everything that can be told apart, copied and shown is one.
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// struct Shard(u32);
///
/// let queue = Queue::<Shard>::new(RateLimit::default());
/// # let _ = queue;
/// ```
pub trait Key: Clone + Debug + Eq + Hash + Send + Sync + 'static {}

impl<K: Clone + Debug + Eq + Hash + Send + Sync + 'static> Key for K {}

/// A work queue.
///
/// * A key is in it once, however often it was added, with the highest of its priorities and the earliest of its times.
/// * A key that is being worked on is handed out again only after that, if it was added meanwhile.
/// * Higher priorities come first, and within a priority what was added first. A lower one ages with each key that is
///   taken before it and is served after [`Queue::PATIENCE`] of them, so none starves.
/// * A key that failed waits longer each time, and all that failed together pass a token bucket, see [`RateLimit`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use kubewright_runtime::queue::{Priority, Queue, RateLimit};
///
/// let queue = Queue::new(RateLimit::default());
/// queue.add("default/later", Priority::LOW);
/// queue.add("default/first", Priority::NORMAL);
/// queue.add("default/first", Priority::NORMAL);
///
/// let ticket = queue.next().await.unwrap();
/// assert_eq!(*ticket.key(), "default/first");
/// ticket.done();
/// assert_eq!(*queue.next().await.unwrap().key(), "default/later");
/// # }
/// ```
pub struct Queue<K: Key> {
    shared: Arc<Shared<K>>,
}

struct Shared<K: Key> {
    state: Mutex<State<K>>,
    changed: Notify,
    clock: Clock,
}

/// What a queue holds and has done.
///
/// ```
/// use kubewright_runtime::queue::{Priority, Queue, RateLimit, Stats};
///
/// let queue = Queue::new(RateLimit::default());
/// queue.add("a", Priority::LOW);
/// queue.add("a", Priority::LOW);
/// let stats: Stats = queue.stats();
/// assert_eq!((stats.adds, stats.depth[&Priority::LOW], stats.running), (1, 1, 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Keys that could be taken now, by priority.
    pub depth: BTreeMap<Priority, usize>,
    /// Keys whose time has not come.
    pub waiting: usize,
    /// Keys that are being worked on.
    pub running: usize,
    /// Keys that were added, counting each once while it was queued.
    pub adds: u64,
    /// Keys that were added again because they failed.
    pub retries: u64,
    /// The sum of the times that running keys have taken so far.
    pub unfinished: Duration,
    /// The longest of them.
    pub longest_running: Duration,
}

impl<K: Key> Queue<K> {
    /// So many keys are taken before one of a lower priority that waits.
    pub const PATIENCE: u32 = 16;

    /// An empty queue.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self::with_clock(limit, Clock::system())
    }

    /// An empty queue whose keys wait by this clock.
    #[must_use]
    pub fn with_clock(limit: RateLimit, clock: Clock) -> Self {
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(State::new(limit, Self::PATIENCE)),
                changed: Notify::new(),
                clock,
            }),
        }
    }

    /// The clock that keys wait by.
    pub(crate) fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Adds a key to be taken as soon as its turn comes.
    pub fn add(&self, key: K, priority: Priority) {
        self.change(|state, now| state.add(key, priority, now, now));
    }

    /// Adds a key to be taken when this time has passed.
    pub fn add_after(&self, key: K, priority: Priority, after: Duration) {
        self.change(|state, now| state.add(key, priority, later(now, after), now));
    }

    /// Waits for the next key; `None` when the queue is closed.
    ///
    /// Any number of workers may wait at once.
    pub async fn next(&self) -> Option<Ticket<K>> {
        loop {
            let woken = {
                let mut state = self.shared.lock();
                if state.is_closed() {
                    self.shared.changed.notify_one();
                    return None;
                }
                let now = self.shared.clock.instant();
                if let Some(taken) = state.take(now) {
                    if state.has_ready() {
                        // One permit may stand for several keys.
                        self.shared.changed.notify_one();
                    }
                    return Some(Ticket {
                        shared: self.shared.clone(),
                        key: taken.key,
                        priority: taken.priority,
                        queued: taken.queued,
                        finished: false,
                    });
                }
                state.wakes()
            };
            match woken {
                Some(time) => tokio::select! {
                    () = self.shared.changed.notified() => {}
                    () = self.shared.clock.sleep_until_instant(time) => {}
                },
                None => self.shared.changed.notified().await,
            }
        }
    }

    /// Lets nobody take or add any more; what is being worked on may end.
    pub fn close(&self) {
        self.shared.lock().close();
        self.shared.changed.notify_waiters();
        // For workers between their look and their wait; each passes it on.
        self.shared.changed.notify_one();
    }

    /// What it holds and has done.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.lock().stats(self.shared.clock.instant())
    }

    fn change(&self, change: impl FnOnce(&mut State<K>, Instant)) {
        self.shared.change(change);
    }
}

impl<K: Key> Clone for Queue<K> {
    fn clone(&self) -> Self {
        Self {
            shared: self.shared.clone(),
        }
    }
}

impl<K: Key> Debug for Queue<K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Queue")
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

impl<K: Key> Shared<K> {
    fn lock(&self) -> MutexGuard<'_, State<K>> {
        // Nothing panics while it is held, and if it did, a queue that goes on beats one that is gone.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State<K>, Instant)) {
        change(&mut self.lock(), self.clock.instant());
        self.changed.notify_one();
    }
}

/// The right to work on a key; nobody else has it at the same time.
///
/// Dropping it gives the key back and leaves its count of failures as it is.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use kubewright_runtime::queue::{Priority, Queue, RateLimit, Ticket};
/// use std::time::Duration;
///
/// let queue = Queue::new(RateLimit::default());
/// queue.add("a", Priority::NORMAL);
/// let ticket: Ticket<&str> = queue.next().await.unwrap();
/// assert_eq!(ticket.retry(), Duration::from_millis(5));
/// let ticket = queue.next().await.unwrap();
/// assert_eq!(ticket.retry(), Duration::from_millis(10));
/// # }
/// ```
#[must_use = "a dropped ticket gives its key back"]
pub struct Ticket<K: Key> {
    shared: Arc<Shared<K>>,
    key: K,
    priority: Priority,
    queued: Duration,
    finished: bool,
}

impl<K: Key> Ticket<K> {
    /// The key.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// The priority that it had.
    pub fn priority(&self) -> Priority {
        self.priority
    }

    /// How long it was ready before it was taken.
    pub fn queued(&self) -> Duration {
        self.queued
    }

    /// It went well: past failures are forgotten.
    pub fn done(mut self) {
        self.finish(|state, key, now| {
            state.forget(key);
            state.release(key, now);
        });
    }

    /// It succeeded and is queued again after this time, at this priority.
    pub fn again(mut self, after: Duration, priority: Priority) {
        self.finish(|state, key, now| {
            state.forget(key);
            state.add(key.clone(), priority, later(now, after), now);
            state.release(key, now);
        });
    }

    /// It failed and is tried again after the returned time.
    pub fn retry(mut self) -> Duration {
        let priority = self.priority;
        let mut after = Duration::ZERO;
        self.finish(|state, key, now| {
            after = state.fail(key, now);
            state.add(key.clone(), priority, later(now, after), now);
            state.release(key, now);
        });
        after
    }

    fn finish(&mut self, end: impl FnOnce(&mut State<K>, &K, Instant)) {
        self.finished = true;
        let key = &self.key;
        self.shared.change(|state, now| end(state, key, now));
    }
}

impl<K: Key> Drop for Ticket<K> {
    fn drop(&mut self) {
        if !self.finished {
            self.finish(|state, key, now| state.release(key, now));
        }
    }
}

impl<K: Key> Debug for Ticket<K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Ticket")
            .field("key", &self.key)
            .field("priority", &self.priority)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
