//! The controller `cup`.

use std::sync::Arc;

use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::v1::cup::Cup;

/// Reconciles Cup objects.
///
/// The Go source is `controllers/cup_controller.go`.
///
/// +kubebuilder:rbac:groups=brew.example.com,resources=cups,verbs=get;list;watch;update
/// +kubebuilder:rbac:groups="",resources=secrets,verbs=get
///
/// From `main.go`:
///
/// +kubebuilder:rbac:groups="",resources=namespaces,verbs=get
#[derive(Debug, Rbac)]
pub struct CupReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
}

impl Reconciler for CupReconciler {
    type Object = Cup;

    /// Called for every Cup at start-up and whenever one changes, with the current object.
    async fn reconcile(&self, object: Arc<Cup>) -> Result<Action> {
        // TODO: Compare the desired state with the objects in the cluster, and fix the difference. Add an RBAC marker above for
        // what you write. If `reconcile` returns an error, it is called again with exponential backoff.
        let name = &object.metadata.name;
        tracing::debug!(name, cache = ?self.client.cache(), "nothing to do");
        Ok(Action::await_change())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = CupReconciler {
        client: manager.client(),
    };
    Controller::of(reconciler)
        .named("cup")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
