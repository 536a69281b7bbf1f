//! The controller `region`.

use std::sync::Arc;

use kubewright_runtime::apply::Written;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::v1beta1::region::Region;

/// Reconciles Region objects.
///
/// +kubebuilder:rbac:groups=infra.example.com,resources=regiones,verbs=get;list;watch;update;patch
/// +kubebuilder:rbac:groups=infra.example.com,resources=regiones/status,verbs=get;update;patch
/// +kubebuilder:rbac:groups=infra.example.com,resources=regiones/finalizers,verbs=update
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct RegionReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
}

impl Reconciler for RegionReconciler {
    type Object = Region;

    /// Called for every Region at start-up and whenever one changes, with the current object.
    async fn reconcile(&self, object: Arc<Region>) -> Result<Action> {
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
    let reconciler = RegionReconciler {
        client: manager.client(),
        events: manager.recorder("region"),
    };
    Controller::of(reconciler)
        .named("region")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
