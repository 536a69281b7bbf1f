//! Failed attempts. An attempt changes objects, whose changes start the next reconcile; so the delay is kept here, not in the
//! controller's queue.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kubewright_runtime::ObjectKey;

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(600);

/// The last failures by release.
#[derive(Default)]
pub(super) struct Attempts(Mutex<HashMap<ObjectKey, Failed>>);

struct Failed {
    /// What the attempt was made with. Anything else is tried at once.
    digest: String,
    count: u32,
    at: Instant,
}

impl Attempts {
    pub(super) fn failed(&self, release: &ObjectKey, digest: &str) {
        let mut all = self.all();
        let before = all.get(release).filter(|failed| failed.digest == digest);
        let count = before.map_or(0, |failed| failed.count + 1);
        let failed = Failed {
            digest: digest.to_owned(),
            count,
            at: Instant::now(),
        };
        all.insert(release.clone(), failed);
    }

    pub(super) fn succeeded(&self, release: &ObjectKey) {
        self.all().remove(release);
    }

    /// Returns how long to wait before the next attempt with the same values and chart.
    pub(super) fn too_early(&self, release: &ObjectKey, digest: &str) -> Option<Duration> {
        self.too_early_at(release, digest, Instant::now())
    }

    fn too_early_at(&self, release: &ObjectKey, digest: &str, now: Instant) -> Option<Duration> {
        let all = self.all();
        let failed = all.get(release).filter(|failed| failed.digest == digest)?;
        let delay = FIRST.saturating_mul(1 << failed.count.min(10)).min(LONGEST);
        let rest = delay.checked_sub(now.saturating_duration_since(failed.at))?;
        (!rest.is_zero()).then_some(rest)
    }

    fn all(&self) -> MutexGuard<'_, HashMap<ObjectKey, Failed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_attempt_waits_longer_each_time() {
        let (attempts, key) = (Attempts::default(), ObjectKey::namespaced("a", "b"));
        let start = Instant::now();
        assert_eq!(attempts.too_early_at(&key, "x", start), None);
        attempts.failed(&key, "x");
        assert!(attempts.too_early_at(&key, "x", start).is_some());
        assert_eq!(attempts.too_early_at(&key, "y", start), None);
        let later = Instant::now() + FIRST;
        assert_eq!(attempts.too_early_at(&key, "x", later), None);
        attempts.failed(&key, "x");
        assert!(attempts.too_early_at(&key, "x", later).is_some());
        for _ in 0..20 {
            attempts.failed(&key, "x");
        }
        let later = Instant::now() + LONGEST;
        assert_eq!(attempts.too_early_at(&key, "x", later), None);
        assert!(attempts.too_early_at(&key, "x", later - FIRST).is_some());
        attempts.succeeded(&key);
        assert_eq!(attempts.too_early_at(&key, "x", start), None);
    }
}
