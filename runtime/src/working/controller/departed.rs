//! Objects that are gone and whose `gone` has not succeeded yet.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use kube::Resource;

use crate::{objects::key::ObjectKey, watching::change::Change};

/// Objects that a controller has seen and that are gone, until `gone` has succeeded.
#[derive(Default)]
pub(super) struct Departed {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    count: u64,
    objects: BTreeMap<ObjectKey, Departure>,
}

/// An object has gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Departure {
    /// Tells it from one of the same key later.
    pub(super) id: u64,
    /// The id of the object.
    pub(super) uid: Option<String>,
}

impl Departed {
    /// Takes note of a change, before the object's key is queued. `matters` says whether it will be.
    pub(super) fn saw<K: Resource>(&self, change: &Change<K>, matters: bool) {
        let mut state = self.lock();
        if !change.is_gone() {
            state.objects.remove(&change.key());
        } else if matters {
            state.count += 1;
            let departure = Departure {
                id: state.count,
                uid: change.metadata().uid.clone(),
            };
            state.objects.insert(change.key(), departure);
        }
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Option<Departure> {
        self.lock().objects.get(key).cloned()
    }

    /// The reconciler has been told, unless another object of this key has gone meanwhile.
    pub(super) fn forget(&self, key: &ObjectKey, id: u64) {
        let mut state = self.lock();
        if state.objects.get(key).is_some_and(|departure| departure.id == id) {
            state.objects.remove(key);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use k8s_openapi::api::core::v1::ConfigMap;
    use serde_json::json;

    use super::*;

    fn object(uid: &str) -> Arc<ConfigMap> {
        Arc::new(serde_json::from_value(json!({ "metadata": { "name": "a", "uid": uid } })).unwrap())
    }

    fn comes(departed: &Departed, uid: &str) {
        let new = object(uid);
        departed.saw(&Change::Created { new, initial: false }, true);
    }

    fn goes(departed: &Departed, uid: &str) {
        departed.saw(&Change::Deleted { old: object(uid) }, true);
    }

    #[test]
    fn an_object_departs_once_and_returns() {
        let departed = Departed::default();
        let key = ObjectKey::cluster("a");
        comes(&departed, "1");
        assert_eq!(departed.get(&key), None);
        goes(&departed, "1");
        let first = departed.get(&key).unwrap();
        assert_eq!(first.uid.as_deref(), Some("1"));
        comes(&departed, "2");
        assert_eq!(departed.get(&key), None);
        goes(&departed, "2");
        // The call for the first object ends late.
        departed.forget(&key, first.id);
        let second = departed.get(&key).unwrap();
        assert_eq!(second.uid.as_deref(), Some("2"));
        departed.forget(&key, second.id);
        assert_eq!(departed.get(&key), None);
    }

    #[test]
    fn what_a_predicate_rejects_does_not_depart() {
        let departed = Departed::default();
        departed.saw(&Change::Deleted { old: object("1") }, false);
        assert_eq!(departed.get(&ObjectKey::cluster("a")), None);
    }
}
