//! The controller `plants-tulip`.

use std::sync::Arc;

use kubewright_runtime::apply::Written;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::plants::v1::tulip::Tulip;

/// Reconciles Tulip objects.
///
/// +kubebuilder:rbac:groups=plants.example.com,resources=tulips,verbs=get;list;watch;update;patch,namespace=garden-operator-system
/// +kubebuilder:rbac:groups=plants.example.com,resources=tulips/status,verbs=get;update;patch,namespace=garden-operator-system
/// +kubebuilder:rbac:groups=plants.example.com,resources=tulips/finalizers,verbs=update,namespace=garden-operator-system
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch,namespace=garden-operator-system
#[derive(Debug, Rbac)]
pub struct TulipReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
}

impl Reconciler for TulipReconciler {
    type Object = Tulip;

    /// Called for every Tulip at start-up and whenever one changes, with the current object.
    async fn reconcile(&self, object: Arc<Tulip>) -> Result<Action> {
        // TODO: Compare the desired state in `object.spec` with the objects in the cluster, and fix the difference. To write
        // objects of another kind, add an RBAC marker above, and `owns` or `watches` in `register`. If `reconcile` returns an
        // error, it is called again with exponential backoff.

        // Retries on a conflict, because other controllers can write other conditions of the same status.
        let message = "the object is reconciled";
        let (object, written) = self
            .client
            .change_status(&*object, |status| {
                let conditions = &mut status.conditions;
                conditions.set(&*object, "Available", true, "Reconciled", message);
            })
            .await?;
        if written == Written::Updated {
            self.events
                .normal(&object, "Reconciled", "Reconcile", message);
        }
        Ok(Action::await_change())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = TulipReconciler {
        client: manager.client(),
        events: manager.recorder("plants-tulip"),
    };
    Controller::of(reconciler)
        .named("plants-tulip")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
