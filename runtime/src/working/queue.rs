//! The work queue of a controller: each key once, in a fair order.

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

/// The priority of a key. Higher numbers come first.
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
    /// For the objects of the first list, which are many and rarely urgent.
    pub const LOW: Self = Self(-100);
    /// For everything else.
    pub const NORMAL: Self = Self(0);
}

impl Default for Priority {
    fn default() -> Self {
        Self::NORMAL
    }
}

/// A type of keys.
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
/// * A key is queued at most once, with the highest of its priorities and the earliest of its times.
/// * A key that is added while a worker has it is queued again when the worker is done.
/// * Higher priorities come first, and within a priority the key that was added first. A lower priority is served after
///   [`Queue::PATIENCE`] keys of higher ones, so none starves.
/// * A key that failed waits longer each time, and all failed keys share a token bucket, see [`RateLimit`].
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

/// The numbers of a queue.
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
    /// Keys that are ready, by priority.
    pub depth: BTreeMap<Priority, usize>,
    /// Keys whose delay has not passed.
    pub waiting: usize,
    /// Keys that a worker has.
    pub running: usize,
    /// Keys that were added. A key that was queued already does not count.
    pub adds: u64,
    /// Keys that were queued again after a failure.
    pub retries: u64,
    /// The sum of the times that the running keys have taken so far.
    pub unfinished: Duration,
    /// The longest of these times.
    pub longest_running: Duration,
}

impl<K: Key> Queue<K> {
    /// The number of keys of higher priorities that are taken before a waiting key of a lower one.
    pub const PATIENCE: u32 = 16;

    /// Creates an empty queue.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self::with_clock(limit, Clock::system())
    }

    /// Creates an empty queue with a clock for delays.
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

    /// Adds a key that is ready.
    pub fn add(&self, key: K, priority: Priority) {
        self.change(|state, now| state.add(key, priority, now, now));
    }

    /// Adds a key that is ready after a delay.
    pub fn add_after(&self, key: K, priority: Priority, after: Duration) {
        self.change(|state, now| state.add(key, priority, later(now, after), now));
    }

    /// Waits for the next key. Returns `None` when the queue is closed.
    ///
    /// Any number of workers can wait at the same time.
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
                        // One permit can stand for several keys.
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

    /// Closes the queue: no key can be taken or added any more. Workers can finish the keys that they have.
    pub fn close(&self) {
        self.shared.lock().close();
        self.shared.changed.notify_waiters();
        // For workers that have looked but do not wait yet; each passes it on.
        self.shared.changed.notify_one();
    }

    /// Returns the current numbers.
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
        // Nothing panics while it is held. If something did, a working queue would still be better than none.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State<K>, Instant)) {
        change(&mut self.lock(), self.clock.instant());
        self.changed.notify_one();
    }
}

/// A key that a worker has. No other worker has it at the same time.
///
/// Dropping the ticket releases the key and keeps its count of failures.
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
    /// Returns the key.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Returns the priority that the key had.
    pub fn priority(&self) -> Priority {
        self.priority
    }

    /// Returns how long the key was ready before a worker took it.
    pub fn queued(&self) -> Duration {
        self.queued
    }

    /// Reports a success, which resets the count of failures.
    pub fn done(mut self) {
        self.finish(|state, key, now| {
            state.forget(key);
            state.release(key, now);
        });
    }

    /// Reports a success, and queues the key again after a delay with this priority.
    pub fn again(mut self, after: Duration, priority: Priority) {
        self.finish(|state, key, now| {
            state.forget(key);
            state.add(key.clone(), priority, later(now, after), now);
            state.release(key, now);
        });
    }

    /// Reports a failure, queues the key again, and returns the delay.
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
