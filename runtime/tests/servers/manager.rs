//! A manager with an election and metrics.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Parser;
use k8s_openapi::api::coordination::v1::Lease;
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::Api;
use kubewright_runtime::certs::Issuer;
use kubewright_runtime::leader::Election;
use kubewright_runtime::manager::ManagerArgs;
use kubewright_runtime::metrics::Metrics;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};
use kubewright_runtime::{Controller, Manager, ManagerOptions};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::proxy::{Fault, Proxy};
use crate::{eventually, metrics, shared, web};

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
    let options = ManagerOptions::default().observer(Arc::new(metrics.clone()));
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

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    manager: ManagerArgs,
}

/// A manager with these flags.
async fn manager(name: &str, flags: &[String]) -> Manager {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    shared().write_kubeconfig(&kubeconfig).unwrap();
    let mut words = vec![
        "operator".to_owned(),
        format!("--kubeconfig={}", kubeconfig.display()),
    ];
    words.extend_from_slice(flags);
    let args = Args::parse_from(words);
    Manager::from_args(args.manager, name, ManagerOptions::default())
        .await
        .unwrap()
}

/// An address on which nobody listens.
async fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
}

/// The status that a probe is answered with, if somebody listens.
async fn probe(address: SocketAddr, path: &str) -> Option<u16> {
    let stream = TcpStream::connect(address).await.ok()?;
    Some(
        web::exchange(stream, &format!("GET {path} HTTP/1.1"), b"")
            .await
            .0,
    )
}

#[tokio::test]
async fn it_serves_metrics_over_https_to_those_who_may() {
    let client = shared().client();
    let folder = tempfile::tempdir().unwrap();
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let pem = pair.cert.pem();
    std::fs::write(folder.path().join("metrics.crt"), &pem).unwrap();
    std::fs::write(
        folder.path().join("metrics.key"),
        pair.signing_key.serialize_pem(),
    )
    .unwrap();
    let address = free().await;
    let flags = [
        format!("--metrics-bind-address={address}"),
        format!("--metrics-cert-path={}", folder.path().display()),
        "--metrics-cert-name=metrics.crt".to_owned(),
        "--metrics-cert-key=metrics.key".to_owned(),
        "--health-probe-bind-address=0".to_owned(),
    ];
    let manager = manager("servers-manager-metrics", &flags).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(manager.run_until(async { stopped.await.unwrap() }));
    eventually("that it listens", async || TcpStream::connect(address).await.ok()).await;

    assert_eq!(web::get(address, &pem, "/metrics", None).await.0, 401);
    let reader = metrics::token(&client, "servers-manager-reader").await;
    assert_eq!(web::get(address, &pem, "/metrics", Some(&reader)).await.0, 403);
    let allowed = metrics::token(&client, "servers-manager-allowed").await;
    metrics::allow(&client, "servers-manager-allowed").await;
    let (status, text) = web::get(address, &pem, "/metrics", Some(&allowed)).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("rest_client_requests_total{"), "{text}");
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
}

impl Defaulter for Nothing {
    type Object = ConfigMap;

    async fn default(&self, _: &mut ConfigMap, _: &AdmissionRequest) -> std::result::Result<(), Refusal> {
        Ok(())
    }
}

#[tokio::test]
async fn it_is_ready_when_its_webhooks_listen_with_the_certificate_of_their_issuer() {
    let client = shared().client();
    let proxy = Proxy::start(client.clone(), |_| Fault::Held).await;
    let (probes, webhooks) = (free().await, free().await);
    let flags = [
        format!("--health-probe-bind-address={probes}"),
        format!("--webhook-port={}", webhooks.port()),
    ];
    let mut manager = manager("servers-manager-webhooks", &flags).await;
    manager.webhooks().defaulter(Nothing).unwrap();
    let secret = "servers-manager-webhooks";
    manager.webhook_issuer(Issuer::new(proxy.client(), "default", secret).host("localhost"));
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(manager.run_until(async { stopped.await.unwrap() }));

    eventually("that it says it is not ready", async || {
        probe(probes, "/readyz/webhooks")
            .await
            .filter(|status| *status == 500)
    })
    .await;
    assert_eq!(probe(probes, "/readyz").await, Some(500));
    assert_eq!(probe(probes, "/healthz").await, Some(200));
    assert!(TcpStream::connect(webhooks).await.is_err());
    proxy.open();
    eventually("that it is ready", async || {
        probe(probes, "/readyz").await.filter(|status| *status == 200)
    })
    .await;
    let secrets = Api::<Secret>::namespaced(client, "default");
    let data = secrets.get(secret).await.unwrap().data.unwrap();
    let authority = String::from_utf8(data["ca.crt"].0.clone()).unwrap();
    let (status, text) = web::get(webhooks, &authority, "/nowhere", None).await;
    assert_eq!(status, 404, "{text}");
    stop.send(()).unwrap();
    running.await.unwrap().unwrap();
    assert!(TcpStream::connect(webhooks).await.is_err());
}
