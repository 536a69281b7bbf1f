//! What a run may do, and for which object it runs.

use std::sync::Arc;

use kubewright_operator_kit::dependents::Dependents;
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use kubewright_runtime::{DynamicKind, ObjectKey};

use super::known::Known;

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
    /// What the run has seen so far.
    pub(crate) known: Known,
}

impl Grant {
    /// Watches a kind, if objects of it that belong to the owner are watched.
    pub(crate) fn watch(&self, kind: &DynamicKind) {
        if let Some(dependents) = self.dependents.as_ref().filter(|_| self.wants(kind)) {
            dependents.watch(kind);
        }
    }

    fn wants(&self, kind: &DynamicKind) -> bool {
        let resource = kind.resource();
        // Whoever writes an event says what happened, which is nothing to react to.
        !is_event(resource) && !self.is_listed(resource) && (kind.is_namespaced() || self.cluster_scoped)
    }

    /// Whether the blacklist has a kind.
    pub(crate) fn is_listed(&self, resource: &ApiResource) -> bool {
        self.blacklist.iter().any(|other| {
            other.group == resource.group && other.version == resource.version && other.kind == resource.kind
        })
    }
}

pub(super) fn is_event(resource: &ApiResource) -> bool {
    resource.kind == "Event" && matches!(resource.group.as_str(), "" | "events.k8s.io")
}

#[cfg(test)]
mod tests {
    use kubewright_runtime::k8s_openapi::api::{
        core::v1::ConfigMap, events::v1::Event, rbac::v1::ClusterRole,
    };

    use super::*;

    #[test]
    fn kinds_that_are_watched() {
        let maps = DynamicKind::of::<ConfigMap>();
        let grant = |cluster_scoped, blacklist: &[GroupVersionKind]| Grant {
            owner: Owner {
                kind: maps.clone(),
                key: ObjectKey::namespaced("shop", "a"),
                uid: "1".to_owned(),
            },
            inject: true,
            dependents: None,
            cluster_scoped,
            blacklist: blacklist.into(),
            known: Known::default(),
        };
        assert!(grant(false, &[]).wants(&maps));
        assert!(!grant(false, &[GroupVersionKind::gvk("", "v1", "ConfigMap")]).wants(&maps));
        assert!(grant(false, &[GroupVersionKind::gvk("", "v1", "Secret")]).wants(&maps));
        assert!(!grant(true, &[]).wants(&DynamicKind::of::<Event>()));
        let roles = DynamicKind::of::<ClusterRole>();
        assert!(grant(true, &[]).wants(&roles) && !grant(false, &[]).wants(&roles));
    }
}
