//! Watches of dependents: the objects that an operator makes for its own objects. Only their metadata is held.

use std::collections::HashMap;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use kubewright_runtime::cache::{Cache, KindOptions};
use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::kube::core::{DynamicObject, PartialObjectMeta, Selector};
use kubewright_runtime::{Change, DynamicKind, ObjectKey};
use tokio::sync::mpsc;

use crate::{own_writes::OwnWrites, owner::owner_of};

type Meta = PartialObjectMeta<DynamicObject>;

/// The watches of the kinds of dependents. They send the keys of the owners of objects that others change or delete.
///
/// ```no_run
/// use kubewright_operator_kit::dependents::Dependents;
/// use kubewright_runtime::{Cache, DynamicKind, kube::core::Selector};
/// use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
///
/// # fn example(cache: Cache, owners: DynamicKind) {
/// let (changed, owners_to_reconcile) = tokio::sync::mpsc::channel(64);
/// let dependents = Dependents::new(cache, owners, Selector::default(), changed);
/// dependents.watch(&DynamicKind::of::<ConfigMap>());
/// # let _ = owners_to_reconcile;
/// # }
/// ```
pub struct Dependents {
    cache: Cache,
    owner: DynamicKind,
    selector: Selector,
    changed: mpsc::Sender<ObjectKey>,
    writes: OwnWrites,
    /// The kinds, and whether their first list has arrived.
    started: Mutex<HashMap<DynamicKind, Arc<AtomicBool>>>,
}

impl Dependents {
    /// Creates it for the objects that belong to objects of a kind and that a label selector matches.
    #[must_use]
    pub fn new(
        cache: Cache,
        owner: DynamicKind,
        selector: Selector,
        changed: mpsc::Sender<ObjectKey>,
    ) -> Self {
        Self {
            cache,
            owner,
            selector,
            changed,
            writes: OwnWrites::default(),
            started: Mutex::default(),
        }
    }

    /// Watches a kind, unless it is watched. Does not wait: without the right to watch, the reconcile period remains.
    pub fn watch(&self, kind: &DynamicKind) {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if started.contains_key(kind) {
            return;
        }
        let synced = started.entry(kind.clone()).or_default().clone();
        drop(started);
        let cached = self.cache.dynamic::<Meta>(kind);
        // Fails if another reconciler watches the kind already, with the same options.
        let _ = cached.configure(KindOptions::default().labels(self.selector.clone()).decoded(0));
        let (owner, changed, kind) = (self.owner.clone(), self.changed.clone(), kind.clone());
        let (writes, watched) = (self.writes.clone(), kind.clone());
        tokio::spawn(async move {
            let handler = move |change: &Change<Meta>| {
                let concerned = concerned(change, &owner);
                if let Some(key) = concerned.filter(|key| writes.starts(key, &write(change, &watched))) {
                    send(&changed, key);
                }
            };
            match cached.subscribe(handler).await {
                Ok(()) => synced.store(true, Ordering::Relaxed),
                Err(error) => tracing::warn!(%kind, %error, "dependents are not watched"),
            }
        });
    }

    /// A run for an owner begins. Until its end, changes are held back; then only those of others start the next run.
    pub fn begin(&self, owner: &ObjectKey) {
        self.writes.begin(owner);
    }

    /// Remembers the resource version of an object that a run has written.
    pub fn wrote(&self, version: &str) {
        self.writes.wrote(version.to_owned());
    }

    /// Remembers that a run has deleted an object.
    pub fn deleted(&self, group: &str, plural: &str, key: &ObjectKey) {
        self.writes.wrote(deletion(group, plural, key));
    }

    /// A run for an owner ends.
    pub fn end(&self, owner: &ObjectKey) {
        if self.writes.end(owner) {
            send(&self.changed, owner.clone());
        }
    }

    /// Returns the resource version of an object in the cache.
    pub async fn version(&self, kind: &DynamicKind, key: &ObjectKey) -> Option<String> {
        let synced = {
            let started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
            started
                .get(kind)
                .is_some_and(|synced| synced.load(Ordering::Relaxed))
        };
        // A read would wait for the first list.
        if !synced {
            return None;
        }
        let found = self.cache.dynamic::<Meta>(kind).get(key).await.ok()??;
        found.metadata.resource_version.clone()
    }
}

fn send(changed: &mpsc::Sender<ObjectKey>, key: ObjectKey) {
    if changed.try_send(key).is_err() {
        tracing::debug!("too many changes at once; the reconcile period finds the rest");
    }
}

/// Returns what identifies a change among the own writes.
fn write(change: &Change<Meta>, kind: &DynamicKind) -> String {
    match change {
        Change::Updated { new, .. } => new.metadata.resource_version.clone().unwrap_or_default(),
        _ => {
            let metadata = change.metadata();
            let name = metadata.name.as_deref().unwrap_or_default();
            let key = match metadata.namespace.as_deref() {
                Some(namespace) => ObjectKey::namespaced(namespace, name),
                None => ObjectKey::cluster(name),
            };
            let resource = kind.resource();
            deletion(&resource.group, &resource.plural, &key)
        }
    }
}

fn deletion(group: &str, plural: &str, key: &ObjectKey) -> String {
    format!("delete {group}/{plural}/{key}")
}

/// Returns the owner that a change concerns. New objects and changes of the status alone concern nobody.
fn concerned(change: &Change<Meta>, owner: &DynamicKind) -> Option<ObjectKey> {
    if let Change::Created { .. } | Change::Undecodable { .. } = change {
        return None;
    }
    if let Change::Updated { old, new } = change {
        let (old, new) = (&old.metadata, &new.metadata);
        let status_only = new.generation.is_some_and(|generation| generation > 0)
            && old.generation == new.generation
            && old.labels == new.labels
            && annotations(old) == annotations(new)
            && old.owner_references == new.owner_references
            && old.deletion_timestamp == new.deletion_timestamp;
        if status_only {
            return None;
        }
    }
    owner_of(change.metadata(), owner)
}

/// Returns the annotations that people set.
fn annotations(object: &ObjectMeta) -> Vec<(&String, &String)> {
    // The controller of Deployments counts in it.
    let all = object.annotations.iter().flatten();
    all.filter(|(name, _)| *name != "deployment.kubernetes.io/revision")
        .collect()
}

#[cfg(test)]
mod tests {
    use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
    use serde_json::{Value, json};

    use super::*;

    fn meta(generation: Value, version: &str) -> Arc<Meta> {
        let reference = json!({ "apiVersion": "example.com/v1", "kind": "Web", "name": "site", "uid": "1" });
        let meta = json!({ "metadata": {
            "name": "a", "namespace": "shop", "generation": generation, "resourceVersion": version,
            "ownerReferences": [reference],
        }});
        Arc::new(serde_json::from_value(meta).unwrap())
    }

    #[test]
    fn changes_of_the_status_alone_do_not_count() {
        let web = GroupVersionKind::gvk("example.com", "v1", "Web");
        let owner = DynamicKind::namespaced(ApiResource::from_gvk(&web));
        let updated = |old, new| Change::Updated { old, new };
        let site = Some(ObjectKey::namespaced("shop", "site"));
        assert_eq!(
            concerned(&updated(meta(json!(1), "1"), meta(json!(1), "2")), &owner),
            None
        );
        assert_eq!(
            concerned(&updated(meta(json!(1), "1"), meta(json!(2), "2")), &owner),
            site
        );
        let mut counted = PartialObjectMeta::clone(&meta(json!(1), "2"));
        let revision = ("deployment.kubernetes.io/revision".to_owned(), "2".to_owned());
        counted.metadata.annotations = Some([revision].into());
        assert_eq!(
            concerned(&updated(meta(json!(1), "1"), Arc::new(counted)), &owner),
            None
        );
        // A ConfigMap has no generation.
        assert_eq!(
            concerned(&updated(meta(json!(null), "1"), meta(json!(null), "2")), &owner),
            site
        );
        assert_eq!(
            concerned(
                &Change::Deleted {
                    old: meta(json!(1), "1")
                },
                &owner
            ),
            site
        );
        let created = Change::Created {
            new: meta(json!(1), "1"),
            initial: false,
        };
        assert_eq!(concerned(&created, &owner), None);
    }
}
