//! The controller backup.

use std::sync::Arc;

use kubewright_runtime::apply::Written;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::v1::backup::Backup;

/// Makes the cluster what each Backup says.
///
/// +kubebuilder:rbac:groups=storage.example.com,resources=backups,verbs=get;list;watch;update;patch
/// +kubebuilder:rbac:groups=storage.example.com,resources=backups/status,verbs=get;update;patch
/// +kubebuilder:rbac:groups=storage.example.com,resources=backups/finalizers,verbs=update
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct BackupReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
}

impl Reconciler for BackupReconciler {
    type Object = Backup;

    /// Is called for each Backup at the start and after each change, with the object as it is now.
    async fn reconcile(&self, object: Arc<Backup>) -> Result<Action> {
        // TODO: Compare what `object.spec` asks for with what `self.client` finds, and mend the difference. What you
        // write here to objects of other kinds needs an RBAC marker above, and `owns` or `watches` in `register`.
        // After an error this is called again, later each time.

        // Other controllers can write other conditions of the same status: conflicts are retried.
        let message = "the cluster is as the spec says";
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

/// Adds the controller to the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = BackupReconciler {
        client: manager.client(),
        events: manager.recorder("backup"),
    };
    Controller::of(reconciler)
        .named("backup")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
