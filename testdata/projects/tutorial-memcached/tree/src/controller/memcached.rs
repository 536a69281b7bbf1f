//! The controller `memcached`.

use std::sync::Arc;

use k8s_openapi::api::apps::v1::Deployment;
use kubewright_runtime::apply::Written;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::owner::OwnedExt as _;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::serde_json::{from_value, json};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::v1alpha1::memcached::Memcached;

/// Runs a Deployment of memcached for every Memcached.
///
/// +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds,verbs=get;list;watch
/// +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds/status,verbs=patch
/// +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds/finalizers,verbs=update
/// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch;create;patch
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct MemcachedReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
}

impl Reconciler for MemcachedReconciler {
    type Object = Memcached;

    async fn reconcile(&self, memcached: Arc<Memcached>) -> Result<Action> {
        let wanted = deployment(&memcached)?;
        let deployment = self.client.apply(&wanted, "memcached").await?;
        let ready = deployment.status.and_then(|status| status.ready_replicas);
        self.report(&memcached, ready.unwrap_or(0)).await?;
        Ok(Action::await_change()) // called again when the Memcached or its Deployment changes
    }
}

impl MemcachedReconciler {
    /// Reports in the status how many replicas are ready.
    async fn report(&self, memcached: &Memcached, ready: i32) -> Result<()> {
        let size = size(memcached);
        let message = format!("{ready} of {size} replicas are ready");
        let reason = if ready >= size { "Ready" } else { "Starting" };
        let (memcached, written) = self
            .client
            .change_status(memcached, |status| {
                let conditions = &mut status.conditions;
                conditions.set(memcached, "Available", ready >= size, reason, &message);
            })
            .await?;
        if written == Written::Updated {
            self.events.normal(&memcached, reason, "Scale", message);
        }
        Ok(())
    }
}

/// Returns the desired number of replicas.
fn size(memcached: &Memcached) -> i32 {
    memcached.spec.size.unwrap_or(1)
}

/// Returns the desired Deployment.
fn deployment(memcached: &Memcached) -> Result<Deployment> {
    let (name, namespace) = (&memcached.metadata.name, &memcached.metadata.namespace);
    let labels =
        json!({ "app.kubernetes.io/name": "memcached", "app.kubernetes.io/instance": name });
    let container = json!({
        "name": "memcached",
        "image": "memcached:1.6.39-alpine",
        "ports": [{ "name": "memcached", "containerPort": 11211 }],
    });
    let deployment: Deployment = from_value(json!({
        "metadata": { "name": name, "namespace": namespace, "labels": labels },
        "spec": {
            "replicas": size(memcached),
            "selector": { "matchLabels": labels },
            "template": { "metadata": { "labels": labels }, "spec": { "containers": [container] } },
        },
    }))?;
    Ok(deployment.controlled_by(memcached)?)
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = MemcachedReconciler {
        client: manager.client(),
        events: manager.recorder("memcached"),
    };
    Controller::of(reconciler)
        .named("memcached")
        .owns::<Deployment>()
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
