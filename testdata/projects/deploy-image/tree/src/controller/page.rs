//! The controller `page`: runs a container image for every Page.

mod deployment;

use std::sync::Arc;

use k8s_openapi::api::apps::v1::Deployment;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::finalizer::{self, State};
use kubewright_runtime::kube::api::DeleteParams;
use kubewright_runtime::owner::OwnedExt as _;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, ObjectExt as _, Rbac};

use crate::api::v1alpha1::page::Page;

/// Keeps an object until its Pods have terminated.
const FINALIZER: &str = "cache.example.com/page";
/// Owns the fields that the controller applies.
const FIELD_MANAGER: &str = "image-operator-page";

/// Reconciles Page objects.
///
/// +kubebuilder:rbac:groups=cache.example.com,resources=pages,verbs=get;list;watch;update;patch
/// +kubebuilder:rbac:groups=cache.example.com,resources=pages/status,verbs=get;update;patch
/// +kubebuilder:rbac:groups=cache.example.com,resources=pages/finalizers,verbs=update
/// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch;delete
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct PageReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
}

impl Reconciler for PageReconciler {
    type Object = Page;

    /// Called for every Page at start-up and whenever it or its Deployment changes, with the current object.
    async fn reconcile(&self, object: Arc<Page>) -> Result<Action> {
        match finalizer::ensure(&self.client, &*object, FINALIZER).await? {
            State::Active(object) => {
                let deployment = self.apply(&object).await?;
                self.report(&object, &deployment).await?;
            }
            State::Cleanup => self.clean_up(&object).await?,
            State::Removed => {}
        }
        Ok(Action::await_change())
    }
}

impl PageReconciler {
    /// Creates or updates the Deployment. This also reverts changes that somebody else made to the applied fields.
    async fn apply(&self, object: &Page) -> Result<Deployment> {
        let desired = deployment::desired(object)?;
        let before = self.client.get::<Deployment>(&object.key()).await?;
        let after = self.client.apply(&desired, FIELD_MANAGER).await?;
        // The API server raises the generation only if the spec changes.
        let (reason, message) = match before.map(|before| before.metadata.generation) {
            None => ("Created", "the Deployment was created"),
            Some(generation) if generation != after.metadata.generation => {
                ("Changed", "the Deployment was changed")
            }
            Some(_) => return Ok(after),
        };
        let events = self.events.about(object).related(&after);
        events.normal(reason, "Apply", message);
        Ok(after)
    }

    /// Writes the status if it differs.
    async fn report(&self, object: &Page, deployment: &Deployment) -> Result<()> {
        let desired = object.spec.replicas;
        let ready = deployment::ready_replicas(deployment);
        let available = ready >= desired;
        let reason = if available { "Ready" } else { "Waiting" };
        let message = format!("{ready} of {desired} Pods are ready");
        self.client
            .change_status(object, |status| {
                status.ready_replicas = ready;
                let conditions = &mut status.conditions;
                conditions.set(object, "Available", available, reason, &message);
            })
            .await?;
        Ok(())
    }

    /// Deletes the Deployment, and removes the finalizer once the Deployment is gone. Its changes call `reconcile` again.
    async fn clean_up(&self, object: &Page) -> Result<()> {
        let key = object.key();
        let deployment = self.client.get::<Deployment>(&key).await?;
        match deployment.filter(|deployment| deployment.is_controlled_by(object)) {
            Some(deployment) if deployment.metadata.deletion_timestamp.is_none() => {
                let foreground = DeleteParams::foreground();
                self.client.delete::<Deployment>(&key, &foreground).await?;
                let message = "waiting for the Pods to terminate";
                self.events.normal(object, "Deleting", "Delete", message);
            }
            Some(_) => {}
            None => finalizer::remove(&self.client, object, FINALIZER).await?,
        }
        Ok(())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = PageReconciler {
        client: manager.client(),
        events: manager.recorder("page"),
    };
    Controller::of(reconciler)
        .named("page")
        .owns::<Deployment>()
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
