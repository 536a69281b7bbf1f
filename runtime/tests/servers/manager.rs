//! A manager with an election and metrics.

use std::sync::Arc;

use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::Api;
use kubewright_runtime::leader::Election;
use kubewright_runtime::metrics::Metrics;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Controller, Manager, ManagerOptions};
use tokio::sync::oneshot;

use crate::{eventually, shared};

struct Nothing;

impl Reconciler for Nothing {
    type Object = ConfigMap;

    async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
        Ok(Action::await_change())
    }
}

#[tokio::test]
async fn it_works_when_it_leads_and_counts_what_it_does() {
    let client = shared().client();
    let metrics = Metrics::new();
    let options = ManagerOptions {
        observer: Some(Arc::new(metrics.clone())),
        ..ManagerOptions::default()
    };
    let mut manager = Manager::new(client.clone(), options);
    manager.elect(Election::new(client.clone(), "default", "servers-manager").identity("the manager"));
    Controller::of(Nothing).add_to(&mut manager).unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(manager.run_until(async { stopped.await.unwrap() }));

    // Every cluster has a ConfigMap in kube-system by itself.
    eventually("a reconcile", async || {
        let text = metrics.encode();
        let count = "controller_runtime_reconcile_total{controller=\"configmap\",result=\"success\"} ";
        let (_, count) = text.split_once(count)?;
        (!count.starts_with("0\n")).then_some(())
    })
    .await;
    let leases: Api<Lease> = Api::namespaced(client, "default");
    let holder = async || {
        let spec = leases.get("servers-manager").await.unwrap().spec.unwrap();
        spec.holder_identity.unwrap()
    };
    assert_eq!(holder().await, "the manager");
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
    assert_eq!(holder().await, "");
}
