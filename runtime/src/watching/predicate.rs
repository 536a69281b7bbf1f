//! Predicates: which changes matter.

use std::collections::BTreeMap;

use kube::core::{Selector, SelectorExt as _};

use crate::{
    objects::{key::version_of, kind::AnyKind},
    watching::change::Change,
};

/// Decides which changes matter.
///
/// ```
/// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::ConfigMap};
/// use kubewright_runtime::predicate::{Predicate, generation, labels};
/// use std::sync::Arc;
///
/// let predicate = generation().or(labels()).and(|change: &Change<ConfigMap>| change.after().is_some());
/// let (old, new) = (Arc::new(ConfigMap::default()), Arc::new(ConfigMap::default()));
/// assert!(!predicate.passes(&Change::Updated { old: old.clone(), new: new.clone() }));
/// assert!(predicate.passes(&Change::Created { new, initial: false }));
/// assert!(!predicate.passes(&Change::Deleted { old }));
/// ```
pub trait Predicate<K>: Send + Sync + 'static {
    /// Returns whether the change matters.
    fn passes(&self, change: &Change<K>) -> bool;

    /// Matches a change if both predicates match it.
    fn and<P: Predicate<K>>(self, other: P) -> impl Predicate<K>
    where
        Self: Sized,
    {
        move |change: &Change<K>| self.passes(change) && other.passes(change)
    }

    /// Matches a change if one of the predicates matches it.
    fn or<P: Predicate<K>>(self, other: P) -> impl Predicate<K>
    where
        Self: Sized,
    {
        move |change: &Change<K>| self.passes(change) || other.passes(change)
    }

    /// Matches a change if this predicate does not match it.
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

/// Ignores updates that do not change `metadata.generation`: those of the status or the metadata only.
///
/// Objects of some kinds, such as `ConfigMap`, have no generation. All their updates are ignored.
pub fn generation<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| old.meta().generation != new.meta().generation)
}

/// Ignores updates that do not change the labels.
pub fn labels<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| filled(&old.meta().labels) != filled(&new.meta().labels))
}

/// Ignores updates that do not change the annotations.
pub fn annotations<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| filled(&old.meta().annotations) != filled(&new.meta().annotations))
}

/// Ignores updates that do not change the finalizers.
pub fn finalizers<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| {
        let [old, new] = [old, new].map(|object| object.meta().finalizers.as_deref().unwrap_or_default());
        old != new
    })
}

/// Ignores updates that do not change the resource version, such as those of a repeated list.
pub fn resource_version<K: AnyKind>() -> impl Predicate<K> {
    on_update(|old: &K, new: &K| version_of(old) != version_of(new))
}

/// Ignores changes of objects that a label selector does not match.
///
/// ```
/// use kubewright_runtime::{Change, k8s_openapi::api::core::v1::ConfigMap, kube::core::Selector};
/// use kubewright_runtime::predicate::{Predicate, label_selector};
/// use std::sync::Arc;
///
/// let predicate = label_selector(Selector::from_iter([("app", "memcached")]));
/// assert!(!predicate.passes(&Change::Deleted { old: Arc::new(ConfigMap::default()) }));
/// ```
pub fn label_selector<K: AnyKind>(selector: impl Into<Selector>) -> impl Predicate<K> {
    let selector = selector.into();
    move |change: &Change<K>| match &change.metadata().labels {
        Some(labels) => selector.matches(labels),
        None => selector.matches(&BTreeMap::new()),
    }
}

/// Ignores updates for which `differs` returns `false`.
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
        let selector = Selector::from_iter([("a", "1")]);
        let all: [(_, Box<dyn Predicate<ConfigMap>>); 6] = [
            ("generation", Box::new(generation())),
            ("labels", Box::new(labels())),
            ("annotations", Box::new(annotations())),
            ("finalizers", Box::new(finalizers())),
            ("resource_version", Box::new(resource_version())),
            ("label_selector", Box::new(label_selector(selector))),
        ];
        all.iter()
            .filter(|(_, predicate)| predicate.passes(change))
            .map(|(name, _)| *name)
            .collect()
    }

    #[test]
    fn updates_pass_if_what_is_asked_for_differs() {
        let cases: [(_, _, &[&str]); 6] = [
            (json!({}), json!({ "labels": {}, "finalizers": [] }), &[]),
            (
                json!({ "generation": 1 }),
                json!({ "generation": 2 }),
                &["generation"],
            ),
            (
                json!({}),
                json!({ "labels": { "a": "1" } }),
                &["labels", "label_selector"],
            ),
            (
                json!({ "labels": { "a": "1" } }),
                json!({ "annotations": { "a": "1" } }),
                &["labels", "annotations"],
            ),
            (json!({}), json!({ "finalizers": ["a"] }), &["finalizers"]),
            (
                json!({ "resourceVersion": "1" }),
                json!({ "resourceVersion": "2" }),
                &["resource_version"],
            ),
        ];
        for (old, new, expected) in cases {
            assert_eq!(passing(&update(&old, &new)), expected, "{old} {new}");
        }
    }

    #[test]
    fn what_comes_and_goes_passes() {
        let all = [
            "generation",
            "labels",
            "annotations",
            "finalizers",
            "resource_version",
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
