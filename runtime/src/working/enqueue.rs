//! Which objects to reconcile when another one changes.

use std::{borrow::Cow, collections::BTreeSet, marker::PhantomData};

use kube::{Resource, core::ApiResource};

use crate::{
    objects::{
        dynamic::DynamicKind,
        key::ObjectKey,
        kind::{AnyKind, Kind},
        which::Which,
    },
    watching::{cache::Index, change::Change},
};

/// Maps a change to the objects to reconcile.
///
/// Any function that takes a [`Change`] and returns keys implements it.
///
/// ```
/// use kubewright_runtime::enqueue::Enqueue;
/// use kubewright_runtime::k8s_openapi::api::core::v1::Secret;
/// use kubewright_runtime::{Change, ObjectKey, controller::Watch};
/// use std::collections::BTreeSet;
///
/// /// One object that is about all of a kind.
/// struct Summary(ObjectKey);
///
/// impl Enqueue<Secret> for Summary {
///     fn keys(&self, _: &Change<Secret>) -> BTreeSet<ObjectKey> {
///         BTreeSet::from([self.0.clone()])
///     }
/// }
///
/// let watch = Watch::<Secret>::new(Summary(ObjectKey::namespaced("default", "summary")));
/// # let _ = watch;
/// ```
pub trait Enqueue<K>: Send + Sync + 'static {
    /// Returns the keys of the objects to reconcile.
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey>;
}

impl<K, F, I> Enqueue<K> for F
where
    F: Fn(&Change<K>) -> I + Send + Sync + 'static,
    I: IntoIterator<Item = ObjectKey>,
{
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        self(change).into_iter().collect()
    }
}

/// Maps a change to the object itself.
///
/// ```
/// use kubewright_runtime::enqueue::{Enqueue, Itself};
/// use kubewright_runtime::{Change, ObjectKey, k8s_openapi::api::core::v1::Namespace};
/// use std::sync::Arc;
///
/// let mut namespace = Namespace::default();
/// namespace.metadata.name = Some("team-a".to_owned());
/// let keys = Itself.keys(&Change::Deleted { old: Arc::new(namespace) });
/// assert!(keys.contains(&ObjectKey::cluster("team-a")));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Itself;

impl<K: AnyKind> Enqueue<K> for Itself {
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        BTreeSet::from([change.key()])
    }
}

/// Maps a change through a function, which is called with the old and the new object. It is not called with undecodable
/// objects.
///
/// ```
/// use kubewright_runtime::enqueue::{Enqueue, Mapped};
/// use kubewright_runtime::{Change, ObjectKey, k8s_openapi::api::core::v1::Pod};
/// use std::sync::Arc;
///
/// let node = Mapped(|pod: &Pod| Some(ObjectKey::cluster(pod.spec.as_ref()?.node_name.as_deref()?)));
/// assert!(node.keys(&Change::Deleted { old: Arc::new(Pod::default()) }).is_empty());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mapped<F>(pub F);

impl<K, F, I> Enqueue<K> for Mapped<F>
where
    F: Fn(&K) -> I + Send + Sync + 'static,
    I: IntoIterator<Item = ObjectKey>,
{
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        let both = change.before().into_iter().chain(change.after());
        both.flat_map(&self.0).collect()
    }
}

/// Maps a change to the objects that refer to the object, through an index made by
/// [`Cache::index_keys`](crate::Cache::index_keys).
///
/// ```no_run
/// # fn example(cache: kubewright_runtime::Cache) -> Result<(), kubewright_runtime::cache::CacheError> {
/// use kubewright_runtime::{ObjectKey, controller::Watch, enqueue::Referring};
/// use kubewright_runtime::k8s_openapi::api::core::v1::{Pod, ServiceAccount};
///
/// let by_account = cache.index_keys("account", |pod: &Pod| {
///     let account = pod.spec.as_ref()?.service_account_name.as_deref()?;
///     Some(ObjectKey::namespaced(pod.metadata.namespace.as_deref()?, account))
/// })?;
/// let watch = Watch::<ServiceAccount>::new(Referring(by_account));
/// # let _ = watch;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Referring<O: AnyKind>(pub Index<O>);

impl<O: AnyKind, K: AnyKind> Enqueue<K> for Referring<O> {
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        self.0.referring(&change.key()).into_iter().collect()
    }
}

/// Maps a change to the owners of kind `O`, of the old and the new object.
///
/// ```
/// use kubewright_runtime::enqueue::{Enqueue, Owner};
/// use kubewright_runtime::k8s_openapi::api::{apps::v1::ReplicaSet, core::v1::Pod};
/// use kubewright_runtime::{Change, ObjectKey};
/// use std::sync::Arc;
///
/// let pod: Pod = serde_json::from_value(serde_json::json!({
///     "metadata": { "name": "web-1", "namespace": "default", "ownerReferences": [
///         { "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "1", "controller": true },
///     ] },
/// }))?;
/// let change = Change::Created { new: Arc::new(pod), initial: false };
/// let keys = Owner::<ReplicaSet>::controller().keys(&change);
/// assert!(keys.contains(&ObjectKey::namespaced("default", "web")));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Owner<O> {
    every: bool,
    kind: PhantomData<fn() -> O>,
}

impl<O> Owner<O> {
    /// The one that is its controller.
    #[must_use]
    pub fn controller() -> Self {
        Self {
            every: false,
            kind: PhantomData,
        }
    }

    /// Every one of them.
    #[must_use]
    pub fn every() -> Self {
        Self {
            every: true,
            kind: PhantomData,
        }
    }
}

impl<O: Kind, K: AnyKind> Enqueue<K> for Owner<O> {
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        let owners = Owners {
            kind: O::kind(&()),
            group: O::group(&()),
            namespaced: Which::<O>::typed().is_namespaced(),
            every: self.every,
        };
        owners.of(change)
    }
}

/// Maps a change to the owners of a kind that is known only at run time, of the old and the new object.
///
/// ```
/// use kubewright_runtime::enqueue::{DynamicOwner, Enqueue};
/// use kubewright_runtime::k8s_openapi::api::{apps::v1::ReplicaSet, core::v1::Pod};
/// use kubewright_runtime::{Change, DynamicKind};
/// use std::sync::Arc;
///
/// let owner = DynamicOwner::controller(DynamicKind::of::<ReplicaSet>());
/// let change = Change::Deleted { old: Arc::new(Pod::default()) };
/// assert!(owner.keys(&change).is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct DynamicOwner {
    kind: DynamicKind,
    every: bool,
}

impl DynamicOwner {
    /// The one that is its controller.
    #[must_use]
    pub fn controller(kind: DynamicKind) -> Self {
        Self { kind, every: false }
    }

    /// Every one of them.
    #[must_use]
    pub fn every(kind: DynamicKind) -> Self {
        Self { kind, every: true }
    }
}

impl<K: AnyKind> Enqueue<K> for DynamicOwner {
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        let ApiResource { kind, group, .. } = self.kind.resource();
        let owners = Owners {
            kind: kind.into(),
            group: group.into(),
            namespaced: self.kind.is_namespaced(),
            every: self.every,
        };
        owners.of(change)
    }
}

/// The controllers that are of the same kind as a controller's own objects.
pub(crate) struct OwnerOf<O: AnyKind>(pub(crate) Which<O>);

impl<O: AnyKind, K: AnyKind> Enqueue<K> for OwnerOf<O> {
    fn keys(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        let owners = Owners {
            kind: self.0.kind(),
            group: self.0.group(),
            namespaced: self.0.is_namespaced(),
            every: false,
        };
        owners.of(change)
    }
}

/// Which owners are looked for.
struct Owners<'a> {
    kind: Cow<'a, str>,
    group: Cow<'a, str>,
    namespaced: bool,
    every: bool,
}

impl Owners<'_> {
    fn of<K: Resource>(&self, change: &Change<K>) -> BTreeSet<ObjectKey> {
        // Also of an undecodable object, whose metadata can be decoded.
        change
            .both_metadata()
            .flat_map(|meta| {
                // An owner is in the namespace of the objects that it owns, or cluster-scoped.
                let namespace = meta.namespace.as_deref().filter(|_| self.namespaced);
                let owners = meta.owner_references.iter().flatten();
                owners
                    .filter(|owner| self.every || owner.controller == Some(true))
                    // In any version, because every version serves the same object.
                    .filter(|owner| owner.kind == self.kind && group(&owner.api_version) == self.group)
                    .map(move |owner| {
                        ObjectKey::namespaced(namespace.unwrap_or_default(), owner.name.as_str())
                    })
            })
            .collect()
    }
}

fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use k8s_openapi::api::{
        apps::v1::Deployment,
        core::v1::{ConfigMap, Node},
    };
    use serde_json::{Value, json};

    use super::*;

    fn owned(by: &[Value]) -> Arc<ConfigMap> {
        let metadata = json!({ "name": "map", "namespace": "default", "ownerReferences": by });
        Arc::new(serde_json::from_value(json!({ "metadata": metadata })).unwrap())
    }

    fn owner(api_version: &str, kind: &str, name: &str, controller: bool) -> Value {
        json!({ "apiVersion": api_version, "kind": kind, "name": name, "uid": name, "controller": controller })
    }

    fn keys(enqueue: &impl Enqueue<ConfigMap>, change: &Change<ConfigMap>) -> Vec<String> {
        enqueue.keys(change).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn owners_are_found_by_kind_and_group_in_the_old_and_the_new_object() {
        let old = owned(&[owner("apps/v1beta1", "Deployment", "first", true)]);
        let new = owned(&[
            owner("apps/v1", "Deployment", "second", true),
            owner("apps/v1", "Deployment", "third", false),
            owner("example.com/v1", "Deployment", "other", true),
            owner("v1", "Node", "node", true),
        ]);
        let change = Change::Updated { old, new };
        assert_eq!(
            keys(&Owner::<Deployment>::controller(), &change),
            ["default/first", "default/second"]
        );
        assert_eq!(
            keys(&Owner::<Deployment>::every(), &change),
            ["default/first", "default/second", "default/third"]
        );
        assert_eq!(keys(&Owner::<Node>::controller(), &change), ["node"]);
    }

    #[test]
    fn functions_see_the_old_and_the_new_object() {
        let change = Change::Updated {
            old: owned(&[]),
            new: owned(&[owner("v1", "Node", "node", true)]),
        };
        let owners = |map: &ConfigMap| map.metadata.owner_references.as_ref().map_or(0, Vec::len);
        let mapped = Mapped(move |map: &ConfigMap| [ObjectKey::cluster(owners(map).to_string())]);
        assert_eq!(keys(&mapped, &change), ["0", "1"]);
        let whole = |change: &Change<ConfigMap>| change.before().map(ObjectKey::of);
        assert_eq!(keys(&whole, &change), ["default/map"]);
        assert_eq!(keys(&Itself, &change), ["default/map"]);
    }
}
