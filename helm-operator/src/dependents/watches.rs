//! Watches of the kinds in releases: metadata only, and only objects that have the label of a chart.

use std::collections::HashMap;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use kubewright_runtime::cache::{Cache, KindOptions};
use kubewright_runtime::kube::core::{Expression, Selector};
use kubewright_runtime::{Change, DynamicKind, ObjectKey};
use tokio::sync::mpsc;

use super::Meta;
use crate::{names::CHART, owner::owner_of};

pub(super) struct Watches {
    cache: Cache,
    owner: DynamicKind,
    changed: mpsc::Sender<ObjectKey>,
    /// The kinds, and whether their first list has arrived.
    started: Mutex<HashMap<DynamicKind, Arc<AtomicBool>>>,
}

impl Watches {
    pub(super) fn new(cache: Cache, owner: DynamicKind, changed: mpsc::Sender<ObjectKey>) -> Self {
        Self {
            cache,
            owner,
            changed,
            started: Mutex::default(),
        }
    }

    /// Watches a kind, unless it is watched. Does not wait: without the right to watch, the reconcile period remains.
    pub(super) fn start(&self, kind: &DynamicKind) {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if started.contains_key(kind) {
            return;
        }
        let synced = started.entry(kind.clone()).or_default().clone();
        drop(started);
        let cached = self.cache.dynamic::<Meta>(kind);
        let marked: Selector = Expression::Exists(CHART.to_owned()).into();
        // Fails if another reconciler watches the kind already, with the same options.
        let _ = cached.configure(KindOptions::default().labels(marked).decoded(0));
        let (owner, changed, kind) = (self.owner.clone(), self.changed.clone(), kind.clone());
        tokio::spawn(async move {
            let handler = move |change: &Change<Meta>| {
                if let Some(key) = concerned(change, &owner)
                    && changed.try_send(key).is_err()
                {
                    tracing::debug!("too many changes at once; the reconcile period finds the rest");
                }
            };
            match cached.subscribe(handler).await {
                Ok(()) => synced.store(true, Ordering::Relaxed),
                Err(error) => tracing::warn!(%kind, %error, "objects of releases are not watched"),
            }
        });
    }

    /// Returns the resource version of an object in the cache.
    pub(super) async fn version(&self, kind: &DynamicKind, key: &ObjectKey) -> Option<String> {
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

/// Returns the owner whose release a change concerns. New objects and changes of the status alone do not concern it.
fn concerned(change: &Change<Meta>, owner: &DynamicKind) -> Option<ObjectKey> {
    if let Change::Created { .. } | Change::Undecodable { .. } = change {
        return None;
    }
    if let Change::Updated { old, new } = change {
        let (old, new) = (&old.metadata, &new.metadata);
        let status_only = new.generation.is_some_and(|generation| generation > 0)
            && old.generation == new.generation
            && old.labels == new.labels
            && old.annotations == new.annotations
            && old.owner_references == new.owner_references
            && old.deletion_timestamp == new.deletion_timestamp;
        if status_only {
            return None;
        }
    }
    owner_of(change.metadata(), owner)
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
