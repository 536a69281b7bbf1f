//! Writes of this program that the watch has not delivered yet.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

use crate::objects::key::ObjectKey;

/// How long a read waits for a write.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// What the watch will deliver after a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The object in this version or a later one.
    Version(u64),
    /// No object with this UID.
    Gone(String),
}

/// What the watch delivered.
pub(super) struct Seen {
    pub(super) version: u64,
    pub(super) uid: String,
    /// Whether the object is deleted.
    pub(super) gone: bool,
}

/// The writes to objects of one kind that readers must wait for.
#[derive(Default)]
pub(super) struct Writes {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    pending: BTreeMap<ObjectKey, Pending>,
    /// The newest version that the watch of each scope has delivered.
    newest: BTreeMap<Option<String>, u64>,
}

struct Pending {
    expected: Expected,
    until: Instant,
}

impl Writes {
    /// Records a write that was answered at `at`, unless the watch has delivered it already (`there`).
    pub(super) fn expect(
        &self,
        key: &ObjectKey,
        expected: Expected,
        at: Instant,
        there: impl FnOnce() -> bool,
    ) {
        let mut state = self.lock();
        // Asked under the lock, which `saw` takes after the object is stored. An object that came and went before is not stored,
        // but the watch has delivered later versions.
        if there() || state.has_passed(key, &expected) {
            return;
        }
        let entry = state.pending.entry(key.clone()).or_insert_with(|| Pending {
            expected: expected.clone(),
            until: at + LIMIT,
        });
        let older = match (&entry.expected, &expected) {
            (Expected::Version(old), Expected::Version(new)) => old < new,
            (Expected::Version(_) | Expected::Gone(_), Expected::Gone(_))
            | (Expected::Gone(_), Expected::Version(_)) => true,
        };
        if older {
            *entry = Pending {
                expected,
                until: at + LIMIT,
            };
        }
    }

    /// Records that the watch of `scope` has delivered an object.
    pub(super) fn saw(&self, scope: Option<&str>, key: &ObjectKey, seen: &Seen) {
        self.lock().newest.insert(scope.map(str::to_owned), seen.version);
        self.drop_where(|other, expected| match expected {
            // The same watch delivers later versions after it.
            Expected::Version(expected) if other == key || in_scope(other, scope) => {
                *expected <= seen.version
            }
            Expected::Version(_) => false,
            Expected::Gone(uid) => other == key && (*uid != seen.uid) != seen.gone,
        });
    }

    /// Records that the watch has listed an object. Lists are not in the order of versions.
    pub(super) fn listed(&self, key: &ObjectKey, version: u64) {
        self.drop_where(|other, expected| match expected {
            Expected::Version(expected) => other == key && *expected <= version,
            Expected::Gone(_) => false,
        });
    }

    /// Records that a list of `scope`, requested after `since`, does not contain an object.
    pub(super) fn missed(&self, key: &ObjectKey, since: Instant) {
        let pending = &mut self.lock().pending;
        if pending.get(key).is_some_and(|write| write.until - LIMIT <= since) {
            pending.remove(key);
            self.changed.notify_waiters();
        }
    }

    /// Returns the keys of pending writes.
    pub(super) fn keys(&self) -> Vec<ObjectKey> {
        self.lock().pending.keys().cloned().collect()
    }

    /// Returns whether the watch has not delivered a write to this key.
    pub(super) fn awaits(&self, key: &ObjectKey) -> bool {
        self.lock().pending.contains_key(key)
    }

    /// Waits until the watch has delivered the writes to these keys.
    ///
    /// # Errors
    ///
    /// The key whose write was not delivered in time. Later reads do not wait for it again.
    pub(super) async fn settle(&self, concerns: impl Fn(&ObjectKey) -> bool) -> Result<(), ObjectKey> {
        loop {
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            let next = self
                .lock()
                .pending
                .iter()
                .find(|(key, _)| concerns(key))
                .map(|(key, write)| (key.clone(), write.until));
            let Some((key, until)) = next else {
                return Ok(());
            };
            if timeout_at(until, changed).await.is_err() && self.lock().pending.remove(&key).is_some() {
                return Err(key);
            }
        }
    }

    fn drop_where(&self, seen: impl Fn(&ObjectKey, &Expected) -> bool) {
        let pending = &mut self.lock().pending;
        let before = pending.len();
        pending.retain(|key, write| !seen(key, &write.expected));
        if pending.len() < before {
            self.changed.notify_waiters();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Returns whether the watch has delivered a later version of another object of the same scope.
    fn has_passed(&self, key: &ObjectKey, expected: &Expected) -> bool {
        match expected {
            Expected::Version(version) => self
                .newest
                .iter()
                .any(|(scope, newest)| in_scope(key, scope.as_deref()) && version <= newest),
            Expected::Gone(_) => false,
        }
    }
}

fn in_scope(key: &ObjectKey, scope: Option<&str>) -> bool {
    scope.is_none() || key.namespace() == scope
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> ObjectKey {
        ObjectKey::namespaced("default", name)
    }

    fn seen(version: u64) -> Seen {
        Seen {
            version,
            uid: "1".to_owned(),
            gone: false,
        }
    }

    fn gone(version: u64) -> Seen {
        Seen {
            gone: true,
            ..seen(version)
        }
    }

    async fn waits(writes: &Writes, name: &str) -> bool {
        let settled = writes.settle(|other| *other == key(name));
        tokio::time::timeout(Duration::from_millis(1), settled)
            .await
            .is_err()
    }

    #[tokio::test(start_paused = true)]
    async fn a_read_waits_for_the_version_that_was_written() {
        let writes = Writes::default();
        writes.expect(&key("a"), Expected::Version(7), Instant::now(), || false);
        writes.expect(&key("a"), Expected::Version(5), Instant::now(), || false);
        assert!(waits(&writes, "a").await);
        assert!(!waits(&writes, "b").await);
        writes.saw(None, &key("a"), &seen(6));
        assert!(waits(&writes, "a").await);
        writes.saw(None, &key("a"), &seen(7));
        assert!(!waits(&writes, "a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn later_versions_of_others_by_the_same_watch_will_do() {
        let writes = Writes::default();
        writes.expect(&key("a"), Expected::Version(7), Instant::now(), || false);
        writes.saw(Some("other"), &ObjectKey::namespaced("other", "b"), &seen(9));
        assert!(waits(&writes, "a").await);
        writes.listed(&key("b"), 9);
        assert!(waits(&writes, "a").await);
        writes.saw(Some("default"), &key("b"), &gone(9));
        assert!(!waits(&writes, "a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deletion_is_seen_when_the_object_goes() {
        let writes = Writes::default();
        writes.expect(&key("a"), Expected::Gone("1".to_owned()), Instant::now(), || {
            false
        });
        writes.saw(None, &key("a"), &seen(8));
        assert!(waits(&writes, "a").await);
        writes.saw(None, &key("a"), &gone(9));
        assert!(!waits(&writes, "a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deletion_is_seen_when_another_has_the_name() {
        let writes = Writes::default();
        writes.expect(&key("a"), Expected::Gone("0".to_owned()), Instant::now(), || {
            false
        });
        writes.saw(None, &key("a"), &gone(8));
        assert!(waits(&writes, "a").await);
        writes.saw(None, &key("a"), &seen(9));
        assert!(!waits(&writes, "a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn what_a_later_list_lacks_is_not_waited_for() {
        let writes = Writes::default();
        let before = Instant::now();
        tokio::time::advance(Duration::from_secs(1)).await;
        writes.expect(&key("a"), Expected::Version(7), Instant::now(), || false);
        writes.missed(&key("a"), before);
        assert!(waits(&writes, "a").await);
        writes.missed(&key("a"), Instant::now());
        assert!(!waits(&writes, "a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_is_there_already_is_not_waited_for() {
        let writes = Writes::default();
        writes.expect(&key("a"), Expected::Version(7), Instant::now(), || true);
        assert!(!waits(&writes, "a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_that_has_come_and_gone_is_not_waited_for() {
        let writes = Writes::default();
        writes.saw(Some("default"), &key("a"), &gone(8));
        writes.expect(&key("a"), Expected::Version(7), Instant::now(), || false);
        assert!(!waits(&writes, "a").await);
        writes.expect(&key("a"), Expected::Version(9), Instant::now(), || false);
        assert!(waits(&writes, "a").await);
        writes.expect(
            &ObjectKey::namespaced("other", "a"),
            Expected::Version(7),
            Instant::now(),
            || false,
        );
        assert_eq!(writes.keys().len(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn one_read_fails_when_a_write_never_comes_back() {
        let writes = Writes::default();
        let start = Instant::now();
        writes.expect(&key("a"), Expected::Version(7), start, || false);
        assert_eq!(writes.settle(|_| true).await, Err(key("a")));
        assert_eq!(start.elapsed(), LIMIT);
        assert_eq!(writes.settle(|_| true).await, Ok(()));
    }
}
