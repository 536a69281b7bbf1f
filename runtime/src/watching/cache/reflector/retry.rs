//! How long a failed watch waits, and which of its failures are logged.

use std::{collections::BTreeMap, time::Duration};

use kube::runtime::utils::{Backoff as Delays, ResetTimerBackoff};
use tokio::time::Instant;

use crate::timing::backoff::Backoff;

/// A watch that has worked for this long starts again with the shortest delay.
const RESET: Duration = Duration::from_secs(120);
/// The same failure is logged again after this time.
const SILENCE: Duration = Duration::from_secs(300);

/// Delays that grow, each randomly up to half as long again, so that replicas do not retry at the same moment.
pub(super) struct Retry {
    backoff: Backoff,
    failures: u32,
}

impl Retry {
    pub(super) fn new(backoff: Backoff) -> ResetTimerBackoff<Self> {
        ResetTimerBackoff::new(Self { backoff, failures: 0 }, RESET)
    }
}

impl Iterator for Retry {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        let after = self.backoff.after(self.failures);
        self.failures = self.failures.saturating_add(1);
        Some(after.mul_f64(1.0 + fastrand::f64() / 2.0))
    }
}

impl Delays for Retry {
    fn reset(&mut self) {
        self.failures = 0;
    }
}

/// The failures of a watch since it last worked, and when each was logged.
#[derive(Default)]
pub(super) struct Trouble(BTreeMap<String, Instant>);

impl Trouble {
    /// Returns whether to log this failure: it is new, or was logged long ago.
    pub(super) fn is_new(&mut self, error: &str) -> bool {
        let now = Instant::now();
        let new = self.0.get(error).is_none_or(|said| *said + SILENCE <= now);
        if new {
            self.0.insert(error.to_owned(), now);
        }
        new
    }

    /// Returns whether there was no failure.
    pub(super) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets the failures, and returns whether there were any.
    pub(super) fn ends(&mut self) -> bool {
        !std::mem::take(&mut self.0).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_longest() {
        let second = Duration::from_secs(1);
        let mut retry = Retry {
            backoff: Backoff {
                base: second,
                max: 10 * second,
            },
            failures: 0,
        };
        for expected in [1, 2, 4, 8, 10, 10] {
            let after = retry.next().unwrap();
            let least = expected * second;
            assert!(after >= least && after <= least * 3 / 2, "{after:?} {expected}");
        }
        retry.reset();
        assert!(retry.next().unwrap() < 2 * second);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_is_said_once_and_again_when_it_lasts() {
        let mut trouble = Trouble::default();
        assert!(trouble.is_new("refused") && !trouble.is_new("refused"));
        assert!(trouble.is_new("forbidden") && !trouble.is_new("refused"));
        tokio::time::advance(SILENCE).await;
        assert!(trouble.is_new("forbidden"));
        assert!(trouble.ends() && !trouble.ends());
        assert!(trouble.is_new("forbidden"));
    }
}
