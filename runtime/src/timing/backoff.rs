//! How long to wait after a failure.

use std::time::Duration;

use tokio::time::Instant;

/// How fast failed keys are retried: a [`Backoff`] per key, and a [`Bucket`] for all keys together.
///
/// A key waits for the longer of the two.
///
/// ```
/// use kubewright_runtime::queue::{Backoff, RateLimit};
/// use std::time::Duration;
///
/// let limit = RateLimit::default().backoff(Backoff::default().max(Duration::from_secs(60)));
/// assert_eq!(limit.backoff.after(3), Duration::from_millis(40));
/// assert_eq!(limit.backoff.after(30), Duration::from_secs(60));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RateLimit {
    /// The delay of each key.
    pub backoff: Backoff,
    /// The limit of all keys together; `None` sets no limit. Default: 10 per second, 100 at once.
    pub bucket: Option<Bucket>,
}

impl RateLimit {
    /// Sets the delay of each key.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// Sets the limit of all keys together; `None` sets no limit.
    #[must_use]
    pub fn bucket(mut self, bucket: impl Into<Option<Bucket>>) -> Self {
        self.bucket = bucket.into();
        self
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            bucket: Some(Bucket::default()),
        }
    }
}

/// A delay that doubles with each failure.
///
/// ```
/// use kubewright_runtime::queue::Backoff;
/// use std::time::Duration;
///
/// let backoff = Backoff::default();
/// let first: Vec<_> = (0..4).map(|failures| backoff.after(failures).as_millis()).collect();
/// assert_eq!(first, [5, 10, 20, 40]);
/// assert_eq!(backoff.after(100), Duration::from_secs(1000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// The delay after the first failure. Default: 5 ms.
    pub base: Duration,
    /// The longest delay. Default: 1000 s.
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            base: Duration::from_millis(5),
            max: Duration::from_secs(1000),
        }
    }
}

impl Backoff {
    /// Sets the delay after the first failure.
    #[must_use]
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// Sets the longest delay.
    #[must_use]
    pub fn max(mut self, max: Duration) -> Self {
        self.max = max;
        self
    }

    /// Returns the delay after the next failure, given how many came before it.
    #[must_use]
    pub fn after(&self, failures: u32) -> Duration {
        let factor = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.max)
    }
}

/// A token bucket: a number of retries at once, and then a number per second.
///
/// ```
/// use kubewright_runtime::queue::{Bucket, RateLimit};
///
/// // All failures of a controller together are tried again at most five times a second, after the first twenty.
/// let limit = RateLimit::default().bucket(Bucket::new(5, 20));
/// # let _ = limit;
/// ```
#[derive(Clone, Debug)]
pub struct Bucket {
    interval: Duration,
    burst: u32,
    // When the next token comes if the burst is used up. Counting in times and not in tokens loses no fractions.
    next: Option<Instant>,
}

impl Default for Bucket {
    fn default() -> Self {
        Self::new(10, 100)
    }
}

impl Bucket {
    /// Creates a full bucket. Zeros count as one.
    #[must_use]
    pub fn new(per_second: u32, burst: u32) -> Self {
        Self {
            interval: Duration::from_secs(1) / per_second.max(1),
            burst: burst.max(1),
            next: None,
        }
    }

    /// Takes a token and returns how long to wait for it.
    pub(crate) fn take(&mut self, now: Instant) -> Duration {
        let next = self.next.map_or(now, |next| next.max(now));
        self.next = Some(next + self.interval);
        let advance = self.interval * (self.burst - 1);
        (next - now).saturating_sub(advance)
    }
}
