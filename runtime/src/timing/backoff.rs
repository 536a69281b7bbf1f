//! How long what failed has to wait.

use std::time::Duration;

use tokio::time::Instant;

/// How fast failures are tried again: each key by its own [`Backoff`], all of them together by a [`Bucket`].
///
/// A key waits for the longer of the two.
///
/// ```
/// use kubewright_runtime::queue::{Backoff, RateLimit};
/// use std::time::Duration;
///
/// let limit = RateLimit {
///     backoff: Backoff { most: Duration::from_secs(60), ..Backoff::default() },
///     ..RateLimit::default()
/// };
/// assert_eq!(limit.backoff.after(3), Duration::from_millis(40));
/// assert_eq!(limit.backoff.after(30), Duration::from_secs(60));
/// ```
#[derive(Clone, Debug)]
pub struct RateLimit {
    /// For each key.
    pub backoff: Backoff,
    /// For all; `None` sets no limit.
    pub bucket: Option<Bucket>,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            bucket: Some(Bucket::default()),
        }
    }
}

/// Twice as long after each failure.
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
pub struct Backoff {
    /// The time after the first failure: 5 ms, unless set.
    pub base: Duration,
    /// The longest time: 1000 s, unless set.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            base: Duration::from_millis(5),
            most: Duration::from_secs(1000),
        }
    }
}

impl Backoff {
    /// The time after one more failure than these.
    #[must_use]
    pub fn after(&self, failures: u32) -> Duration {
        let factor = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
        self.base.saturating_mul(factor).min(self.most)
    }
}

/// So many at once, then so many each second.
///
/// ```
/// use kubewright_runtime::queue::{Bucket, RateLimit};
///
/// // All failures of a controller together are tried again at most five times a second, after the first twenty.
/// let limit = RateLimit { bucket: Some(Bucket::new(5, 20)), ..RateLimit::default() };
/// # let _ = limit;
/// ```
#[derive(Clone, Debug)]
pub struct Bucket {
    interval: Duration,
    burst: u32,
    // When a token is there for the next one, were the burst always used up. Counting in times, not in tokens, has no
    // fractions to lose.
    next: Option<Instant>,
}

impl Default for Bucket {
    fn default() -> Self {
        Self::new(10, 100)
    }
}

impl Bucket {
    /// A full bucket.
    #[must_use]
    pub fn new(per_second: u32, burst: u32) -> Self {
        Self {
            interval: Duration::from_secs(1) / per_second.max(1),
            burst: burst.max(1),
            next: None,
        }
    }

    /// Takes a token and says when it will be there.
    pub(crate) fn take(&mut self, now: Instant) -> Duration {
        let next = self.next.map_or(now, |next| next.max(now));
        self.next = Some(next + self.interval);
        let advance = self.interval * (self.burst - 1);
        (next - now).saturating_sub(advance)
    }
}
