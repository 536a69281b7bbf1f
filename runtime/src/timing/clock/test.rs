//! A clock that a test moves.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use k8s_openapi::jiff::Timestamp;
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use super::Clock;

/// A [`Clock`] that a test moves. Clones share it.
///
/// A task that waits by the clock wakes as soon as its time has come. Requests, their timeouts and the deadline of a
/// reconcile use the system's time.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), kubewright_runtime::k8s_openapi::jiff::Error> {
/// use kubewright_runtime::clock::TestClock;
/// use std::time::Duration;
///
/// let time = TestClock::at("2026-01-01T12:00:00Z".parse()?);
/// let clock = time.clock();
/// let hour = tokio::spawn(async move { clock.sleep(Duration::from_secs(3600)).await });
///
/// // The task sleeps now, and this says until when.
/// let wakes = time.next_wake().await;
/// assert_eq!(wakes.to_string(), "2026-01-01T13:00:00Z");
/// time.advance_to(wakes);
/// hour.await.unwrap();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TestClock {
    moved: Arc<Virtual>,
}

impl TestClock {
    /// Creates a clock that stays at this time until it is moved.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self::new(time, false)
    }

    /// Creates a clock that shows this time now, advances as tokio's time does and can be moved ahead.
    ///
    /// Use it for operators whose retries must not wait for the test. Where tokio's time is paused, it advances by itself
    /// while every task waits, and so does this clock:
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), kubewright_runtime::k8s_openapi::jiff::Error> {
    /// use kubewright_runtime::clock::TestClock;
    /// use std::time::Duration;
    ///
    /// let clock = TestClock::running_from("2026-01-01T12:00:00Z".parse()?).clock();
    /// clock.sleep(Duration::from_secs(3600)).await; // takes no time
    /// assert_eq!(clock.now().to_string(), "2026-01-01T13:00:00Z");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn running_from(time: Timestamp) -> Self {
        Self::new(time, true)
    }

    fn new(start: Timestamp, runs: bool) -> Self {
        Self {
            moved: Arc::new(Virtual {
                start,
                origin: Instant::now(),
                runs,
                ahead: watch::Sender::new(Duration::ZERO),
                sleepers: Mutex::default(),
                slept: Notify::new(),
            }),
        }
    }

    /// Returns the clock, for [`ManagerOptions`](crate::ManagerOptions) and reconcilers.
    #[must_use]
    pub fn clock(&self) -> Clock {
        Clock {
            moved: Some(self.moved.clone()),
        }
    }

    /// Returns the time of the clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.moved.now()
    }

    /// Moves the clock ahead by a duration.
    pub fn advance(&self, by: Duration) {
        self.moved
            .ahead
            .send_modify(|ahead| *ahead = ahead.saturating_add(by));
    }

    /// Moves the clock ahead to a time. If the clock has passed it, nothing happens.
    pub fn advance_to(&self, time: Timestamp) {
        let moved = &self.moved;
        moved.ahead.send_modify(|ahead| {
            let left = time.duration_since(moved.time_of(moved.instant_with(*ahead)));
            *ahead += Duration::try_from(left).unwrap_or_default();
        });
    }

    /// Waits until a task sleeps by this clock, and returns the time at which the first one wakes.
    ///
    /// Call this before [`advance`](Self::advance), so that the clock is not moved before the requeue that you wait for is
    /// queued.
    pub async fn next_wake(&self) -> Timestamp {
        loop {
            let slept = self.moved.slept.notified();
            let mut slept = std::pin::pin!(slept);
            slept.as_mut().enable();
            if let Some(time) = self.moved.first_wake() {
                return self.moved.time_of(time);
            }
            slept.await;
        }
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TestClock({})", self.now())
    }
}

/// The time that a [`TestClock`] and its [`Clock`]s share.
pub(super) struct Virtual {
    start: Timestamp,
    /// When `start` was.
    origin: Instant,
    runs: bool,
    ahead: watch::Sender<Duration>,
    /// How many sleep until then.
    sleepers: Mutex<BTreeMap<Instant, usize>>,
    slept: Notify,
}

impl Virtual {
    pub(super) fn now(&self) -> Timestamp {
        self.time_of(self.instant())
    }

    pub(super) fn instant(&self) -> Instant {
        self.instant_with(*self.ahead.borrow())
    }

    fn instant_with(&self, ahead: Duration) -> Instant {
        let base = if self.runs { Instant::now() } else { self.origin };
        base + ahead
    }

    fn time_of(&self, instant: Instant) -> Timestamp {
        let elapsed = instant.saturating_duration_since(self.origin);
        self.start.saturating_add(elapsed).unwrap_or(Timestamp::MAX)
    }

    pub(super) async fn sleep_until(&self, deadline: Instant) {
        let mut moves = self.ahead.subscribe();
        let _sleeper = Sleeper::new(self, deadline);
        loop {
            let ahead = *moves.borrow_and_update();
            if self.instant_with(ahead) >= deadline {
                return;
            }
            tokio::select! {
                // The sender is `self`'s, so it lives as long as this.
                _ = moves.changed() => {}
                () = tokio::time::sleep_until(deadline - ahead), if self.runs => {}
            }
        }
    }

    /// Sleepers whose time has come are awake, though their tasks may not have run yet.
    fn first_wake(&self) -> Option<Instant> {
        let asleep = (Bound::Excluded(self.instant()), Bound::Unbounded);
        self.sleepers().range(asleep).next().map(|(time, _)| *time)
    }

    fn sleepers(&self) -> MutexGuard<'_, BTreeMap<Instant, usize>> {
        self.sleepers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counted while it lives, also when what sleeps is cancelled.
struct Sleeper<'a> {
    moved: &'a Virtual,
    deadline: Instant,
}

impl<'a> Sleeper<'a> {
    fn new(moved: &'a Virtual, deadline: Instant) -> Self {
        *moved.sleepers().entry(deadline).or_default() += 1;
        moved.slept.notify_waiters();
        Self { moved, deadline }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        let mut sleepers = self.moved.sleepers();
        if let Some(count) = sleepers.get_mut(&self.deadline) {
            *count -= 1;
            if *count == 0 {
                sleepers.remove(&self.deadline);
            }
        }
    }
}
