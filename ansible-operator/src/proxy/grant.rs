//! What a run may do, and for which object it runs.

use std::sync::Arc;

use kubewright_operator_kit::dependents::Dependents;
use kubewright_runtime::kube::core::GroupVersionKind;
use kubewright_runtime::{DynamicKind, ObjectKey};

/// The object that a run is for.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    pub(crate) kind: DynamicKind,
    pub(crate) key: ObjectKey,
    pub(crate) uid: String,
}

/// What the proxy does for a run.
pub(crate) struct Grant {
    pub(crate) owner: Owner,
    /// Whether what the run creates belongs to the object.
    pub(crate) inject: bool,
    /// Watches what belongs to the object.
    pub(crate) dependents: Option<Arc<Dependents>>,
    pub(crate) cluster_scoped: bool,
    pub(crate) blacklist: Arc<[GroupVersionKind]>,
}

impl Grant {
    /// Watches a kind, if objects of it that belong to the owner are watched.
    pub(crate) fn watch(&self, kind: &DynamicKind) {
        let resource = kind.resource();
        // Whoever writes an event says what happened, which is nothing to react to.
        let is_event = resource.kind == "Event" && matches!(resource.group.as_str(), "" | "events.k8s.io");
        let listed = self.blacklist.iter().any(|other| {
            other.group == resource.group && other.version == resource.version && other.kind == resource.kind
        });
        if is_event || listed || !kind.is_namespaced() && !self.cluster_scoped {
            return;
        }
        if let Some(dependents) = &self.dependents {
            dependents.watch(kind);
        }
    }
}
