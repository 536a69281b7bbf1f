//! Too many events about one object.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ObjectReference;
use tokio::time::{Duration, Instant};

const BURST: f64 = 25.0;
const REFILL: Duration = Duration::from_secs(5 * 60);
const OBJECTS: usize = 4096;

/// Lets 25 events about an object pass, and then one in five minutes.
#[derive(Debug, Default)]
pub(super) struct Spam {
    buckets: BTreeMap<[String; 3], Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Bucket {
    fn fill(&mut self, now: Instant) {
        let refilled = (now - self.filled).as_secs_f64() / REFILL.as_secs_f64();
        self.tokens = BURST.min(self.tokens + refilled);
        self.filled = now;
    }
}

impl Spam {
    pub(super) fn admits(&mut self, object: &ObjectReference) -> bool {
        let now = Instant::now();
        if self.buckets.len() >= OBJECTS {
            self.forget(now);
        }
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let key = [text(&object.kind), text(&object.namespace), text(&object.name)];
        let bucket = self.buckets.entry(key).or_insert(Bucket {
            tokens: BURST,
            filled: now,
        });
        bucket.fill(now);
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }

    /// Objects that have all their tokens are forgotten. If there are none, all are.
    fn forget(&mut self, now: Instant) {
        self.buckets.retain(|_, bucket| {
            bucket.fill(now);
            bucket.tokens < BURST
        });
        if self.buckets.len() >= OBJECTS {
            self.buckets.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: &str) -> ObjectReference {
        ObjectReference {
            name: Some(name.to_owned()),
            ..ObjectReference::default()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_object_does_not_drown_the_others() {
        let mut spam = Spam::default();
        let passed = (0..100).filter(|_| spam.admits(&object("noisy"))).count();
        assert_eq!(passed, 25);
        assert!(spam.admits(&object("other")));
        tokio::time::sleep(Duration::from_secs(299)).await;
        assert!(!spam.admits(&object("noisy")));
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(spam.admits(&object("noisy")));
        assert!(!spam.admits(&object("noisy")));
    }

    #[tokio::test(start_paused = true)]
    async fn many_objects_do_not_fill_the_memory() {
        let mut spam = Spam::default();
        for index in 0..20_000 {
            assert!(spam.admits(&object(&index.to_string())));
            assert!(spam.buckets.len() <= OBJECTS);
        }
    }
}
