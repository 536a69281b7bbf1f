// Copyright 2026 The Tenant Authors.

//! The controller `ingressclass`.

use std::sync::Arc;

use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use k8s_openapi::api::networking::v1::IngressClass;

/// Reconciles IngressClass objects.
///
/// +kubebuilder:rbac:groups=networking.k8s.io,resources=ingressclasses,verbs=get;list;watch
#[derive(Debug, Rbac)]
pub struct IngressClassReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
}

impl Reconciler for IngressClassReconciler {
    type Object = IngressClass;

    /// Called for every IngressClass at start-up and whenever one changes, with the current object.
    async fn reconcile(&self, object: Arc<IngressClass>) -> Result<Action> {
        // TODO: Compare the desired state with the objects in the cluster, and fix the difference. Add an RBAC marker above for
        // what you write. If `reconcile` returns an error, it is called again with exponential backoff.
        let name = &object.metadata.name;
        tracing::debug!(name, cache = ?self.client.cache(), "nothing to do");
        Ok(Action::await_change())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = IngressClassReconciler {
        client: manager.client(),
    };
    Controller::of(reconciler)
        .named("ingressclass")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
