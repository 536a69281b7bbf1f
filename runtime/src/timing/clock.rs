//! The clock: the system's, or one that a test moves.

mod test;

use std::{fmt, sync::Arc, time::Duration};

use k8s_openapi::jiff::Timestamp;
use tokio::time::Instant;

pub use test::TestClock;

use test::Virtual;

/// The clock of an operator. Requeues, backoff and leases use the manager's clock, and reconcilers ask it for the time.
/// Clones share it.
///
/// ```
/// use kubewright_runtime::clock::{Clock, TestClock};
/// use kubewright_runtime::k8s_openapi::jiff::Timestamp;
/// use std::time::Duration;
///
/// /// What a reconciler keeps, in place of `Timestamp::now()`.
/// struct Schedules {
///     clock: Clock,
/// }
///
/// let schedules = Schedules { clock: Clock::system() };
/// assert!(schedules.clock.now() > Timestamp::UNIX_EPOCH);
///
/// // In a test.
/// let noon: Timestamp = "2026-01-01T12:00:00Z".parse()?;
/// let time = TestClock::at(noon);
/// let schedules = Schedules { clock: time.clock() };
/// time.advance(Duration::from_secs(3600));
/// assert_eq!(schedules.clock.now().to_string(), "2026-01-01T13:00:00Z");
/// # Ok::<(), kubewright_runtime::k8s_openapi::jiff::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Clock {
    moved: Option<Arc<Virtual>>,
}

impl Clock {
    /// Returns the system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// Returns the current time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.moved {
            Some(moved) => moved.now(),
            None => Timestamp::now(),
        }
    }

    /// Waits for a duration.
    pub async fn sleep(&self, duration: Duration) {
        self.sleep_until_instant(later(self.instant(), duration)).await;
    }

    /// Waits until a time. Returns at once if it has passed.
    pub async fn sleep_until(&self, time: Timestamp) {
        // The system's clock may be set back while this waits.
        while let Some(left) = self.until(time).filter(|left| !left.is_zero()) {
            self.sleep(left).await;
        }
    }

    /// Returns the duration until a time, or `None` if it has passed.
    pub(crate) fn until(&self, time: Timestamp) -> Option<Duration> {
        Duration::try_from(time.duration_since(self.now())).ok()
    }

    /// The time for measuring durations, which is never set back.
    pub(crate) fn instant(&self) -> Instant {
        match &self.moved {
            Some(moved) => moved.instant(),
            None => Instant::now(),
        }
    }

    pub(crate) async fn sleep_until_instant(&self, deadline: Instant) {
        match &self.moved {
            Some(moved) => moved.sleep_until(deadline).await,
            None => tokio::time::sleep_until(deadline).await,
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.moved {
            Some(moved) => write!(formatter, "Clock(test, {})", moved.now()),
            None => formatter.write_str("Clock(system)"),
        }
    }
}

/// Durations that no clock reaches mean never.
pub(crate) fn later(now: Instant, after: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365 * 30);
    now + after.min(FOREVER)
}
