//! Which changes matter.

use std::collections::BTreeMap;

use kube::core::{Selector, SelectorExt as _};

use crate::{
    change::Change,
    object::{AnyKind, version_of},
};

/// Says whether a change is to be acted on.
///
/// Any function of a [`Change`] is one; those of this module can be combined:
///
/// ```
/// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::ConfigMap};
/// use kubewright_runtime::predicate::{Predicate, generation, labels_changed};
/// use std::sync::Arc;
///
/// let predicate = generation().or(labels_changed()).and(|change: &Change<ConfigMap>| change.after().is_some());
/// let (old, new) = (Arc::new(ConfigMap::default()), Arc::new(ConfigMap::default()));
/// assert!(!predicate.passes(&Change::Updated { old: old.clone(), new: new.clone() }));
/// assert!(predicate.passes(&Change::Created { new, initial: false }));
/// assert!(!predicate.passes(&Change::Deleted { old }));
/// ```
pub trait Predicate<K>: Send + Sync + 'static {
    /// The change is to be acted on.
    fn passes(&self, change: &Change<K>) -> bool;

    /// Passes what both pass.
    fn and<P: Predicate<K>>(self, other: P) -> impl Predicate<K>
    where
        Self: Sized,
    {
        move |change: &Change<K>| self.passes(change) && other.passes(change)
    }

    /// Passes what one of them passes.
    fn or<P: Predicate<K>>(self, other: P) -> impl Predicate<K>
    where
        Self: Sized,
    {
        move |change: &Change<K>| self.passes(change) || other.passes(change)
    }

    /// Passes what this does not.
    fn not(self) -> impl Predicate<K>
    where
        Self: Sized,
    {
        move |change: &Change<K>| !self.passes(change)
    }
}

impl<K, F: Fn(&Change<K>) -> bool + Send + Sync + 'static> Predicate<K> for F {
    fn passes(&self, change: &Change<K>) -> bool {
        self(change)
    }
}

/// Holds back updates that leave `metadata.generation` as it is: those of the status and of the metadata.
///
/// Kinds whose objects have no generation, such as `ConfigMap`, have none of their updates passed.
pub fn generation<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| old.meta().generation != new.meta().generation)
}

/// Holds back updates that leave the labels as they are.
pub fn labels_changed<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| filled(&old.meta().labels) != filled(&new.meta().labels))
}

/// Holds back updates that leave the annotations as they are.
pub fn annotations_changed<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| filled(&old.meta().annotations) != filled(&new.meta().annotations))
}

/// Holds back updates that are none.
pub fn version_changed<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| version_of(old) != version_of(new))
}

/// Passes changes of objects with these labels.
///
/// ```
/// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::ConfigMap, kube::core::Selector};
/// use kubewright_runtime::predicate::{Predicate, labels};
/// use std::sync::Arc;
///
/// let predicate = labels(Selector::from_iter([("app", "memcached")]));
/// assert!(!predicate.passes(&Change::Deleted { old: Arc::new(ConfigMap::default()) }));
/// ```
pub fn labels<K: AnyKind>(selector: impl Into<Selector>) -> impl Predicate<K> {
    let selector = selector.into();
    move |change: &Change<K>| match &change.metadata().labels {
        Some(labels) => selector.matches(labels),
        None => selector.matches(&BTreeMap::new()),
    }
}

/// Passes all changes, except updates for which `differs` returns `false`.
pub fn on_update<K: 'static>(differs: impl Fn(&K, &K) -> bool + Send + Sync + 'static) -> impl Predicate<K> {
    move |change: &Change<K>| match change {
        Change::Updated { old, new } => differs(old, new),
        Change::Created { .. }
        | Change::Deleted { .. }
        | Change::Undecodable { .. }
        | Change::DeletedUndecodable { .. } => true,
    }
}

/// An empty map is none.
fn filled(map: &Option<BTreeMap<String, String>>) -> Option<&BTreeMap<String, String>> {
    map.as_ref().filter(|map| !map.is_empty())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use k8s_openapi::api::core::v1::ConfigMap;
    use serde_json::{Value, json};

    use super::*;

    fn object(metadata: &Value) -> Arc<ConfigMap> {
        Arc::new(serde_json::from_value(json!({ "metadata": metadata })).unwrap())
    }

    fn update(old: &Value, new: &Value) -> Change<ConfigMap> {
        Change::Updated {
            old: object(old),
            new: object(new),
        }
    }

    fn passing(change: &Change<ConfigMap>) -> Vec<&'static str> {
        let all: [(_, Box<dyn Predicate<ConfigMap>>); 5] = [
            ("generation", Box::new(generation())),
            ("labels_changed", Box::new(labels_changed())),
            ("annotations_changed", Box::new(annotations_changed())),
            ("version_changed", Box::new(version_changed())),
            ("labels", Box::new(labels(Selector::from_iter([("a", "1")])))),
        ];
        all.iter()
            .filter(|(_, predicate)| predicate.passes(change))
            .map(|(name, _)| *name)
            .collect()
    }

    #[test]
    fn updates_pass_if_what_is_asked_for_differs() {
        assert_eq!(passing(&update(&json!({}), &json!({ "labels": {} }))), [""; 0]);
        assert_eq!(
            passing(&update(&json!({ "generation": 1 }), &json!({ "generation": 2 }))),
            ["generation"]
        );
        assert_eq!(
            passing(&update(&json!({}), &json!({ "labels": { "a": "1" } }))),
            ["labels_changed", "labels"]
        );
        assert_eq!(
            passing(&update(
                &json!({ "labels": { "a": "1" } }),
                &json!({ "annotations": { "a": "1" } })
            )),
            ["labels_changed", "annotations_changed"]
        );
        assert_eq!(
            passing(&update(
                &json!({ "resourceVersion": "1" }),
                &json!({ "resourceVersion": "2" })
            )),
            ["version_changed"]
        );
    }

    #[test]
    fn what_comes_and_goes_passes() {
        let all = [
            "generation",
            "labels_changed",
            "annotations_changed",
            "version_changed",
        ];
        let new = object(&json!({}));
        assert_eq!(
            passing(&Change::Created {
                new: new.clone(),
                initial: true
            }),
            all
        );
        assert_eq!(passing(&Change::Deleted { old: new }), all);
    }

    #[test]
    fn predicates_combine() {
        let yes = || |_: &Change<ConfigMap>| true;
        let no = || |_: &Change<ConfigMap>| false;
        let change = update(&json!({}), &json!({}));
        assert!(yes().and(yes()).passes(&change) && !yes().and(no()).passes(&change));
        assert!(no().or(yes()).passes(&change) && !no().or(no()).passes(&change));
        assert!(Predicate::not(no()).passes(&change) && !Predicate::not(yes()).passes(&change));
    }
}
