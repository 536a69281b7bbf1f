//! Certificates of an operator's own making, trusted by the API server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use k8s_openapi::api::admissionregistration::v1::MutatingWebhookConfiguration;
use k8s_openapi::api::core::v1::{Secret, Service};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Patch, PatchParams, PostParams};
use kube::{Api, Client};
use kubewright_runtime::certs::{Issuer, Target};
use kubewright_runtime::server::Listener;
use kubewright_runtime::webhook::{AdmissionRequest, AdmissionResponse, Webhooks};
use serde_json::{Value, json};

use crate::{eventually, shared};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn issuer(client: &Client, secret: &str) -> Issuer {
    Issuer::new(client.clone(), "default", secret)
        .host("127.0.0.1")
        .settle(Duration::from_millis(500))
}

/// An issuer to whom a certificate of fewer days is too old.
fn hasty(client: &Client, secret: &str, days: u32) -> Issuer {
    issuer(client, secret)
        .validity(days * DAY)
        .renew_before((days - 5) * DAY)
}

async fn secret(client: &Client, name: &str) -> Secret {
    Api::namespaced(client.clone(), "default")
        .get(name)
        .await
        .unwrap()
}

#[tokio::test]
async fn replicas_share_one_and_see_its_renewal() {
    let client = shared().client();
    let replicas: Vec<_> = (0..4).map(|_| issuer(&client, "servers-shared")).collect();
    let shown = futures::future::join_all(replicas.iter().map(Issuer::certificates)).await;
    let shown: Vec<_> = shown.into_iter().map(Result::unwrap).collect();
    assert!(shown.iter().all(|one| one.pem() == shown[0].pem()));
    let stored = secret(&client, "servers-shared").await;
    assert_eq!(stored.type_.as_deref(), Some("kubernetes.io/tls"));
    let keys: Vec<_> = stored.data.as_ref().unwrap().keys().collect();
    assert_eq!(keys, ["ca.crt", "tls.crt", "tls.key"]);

    assert!(!replicas[0].renew(&shown[0]).await.unwrap());
    let before = shown[0].pem();
    assert!(
        hasty(&client, "servers-shared", 100)
            .renew(&shown[0])
            .await
            .unwrap()
    );
    assert_ne!(shown[0].pem(), before);
    assert_eq!(shown[1].pem(), before);
    assert!(replicas[1].renew(&shown[1]).await.unwrap());
    assert_eq!(shown[1].pem(), shown[0].pem());

    // Another host to serve is a reason too.
    let wider = issuer(&client, "servers-shared").service("webhook", "default");
    assert!(wider.renew(&shown[0]).await.unwrap());
    // What somebody broke is mended.
    let secrets: Api<Secret> = Api::namespaced(client.clone(), "default");
    let broken = json!({ "data": { "tls.crt": "bm9uc2Vuc2U=" } });
    secrets
        .patch("servers-shared", &PatchParams::default(), &Patch::Merge(broken))
        .await
        .unwrap();
    assert!(wider.renew(&shown[0]).await.unwrap());
}

#[tokio::test]
async fn settings_that_do_not_fit_are_refused() {
    let client = shared().client();
    let nobody = Issuer::new(client.clone(), "default", "servers-nobody");
    let error = nobody.certificates().await.unwrap_err().to_string();
    assert!(error.contains("it is for no host"), "{error}");
    let restless = issuer(&client, "servers-restless").renew_before(90 * DAY);
    let error = restless.certificates().await.unwrap_err().to_string();
    assert!(error.contains("for ever"), "{error}");
    let powerless = shared().user("no-secrets", ["nobody"]).unwrap().client();
    let error = issuer(&powerless, "servers-forbidden")
        .certificates()
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("Secret servers-forbidden: ") && error.contains("forbidden"),
        "{error}"
    );
}

async fn configuration(client: &Client, url: &str) {
    let webhook = |name: &str| {
        json!({
            "name": format!("{name}.certs.example.com"),
            "admissionReviewVersions": ["v1"],
            "sideEffects": "None",
            "clientConfig": { "url": format!("{url}/touch") },
            "objectSelector": { "matchLabels": { "servers": "certs" } },
            "rules": [{
                "apiGroups": [""],
                "apiVersions": ["v1"],
                "resources": ["services"],
                "operations": ["CREATE"],
            }],
        })
    };
    let configuration: MutatingWebhookConfiguration = serde_json::from_value(
        json!({ "metadata": { "name": "servers-certs" }, "webhooks": [webhook("one"), webhook("two")] }),
    )
    .unwrap();
    Api::all(client.clone())
        .create(&PostParams::default(), &configuration)
        .await
        .unwrap();
}

async fn bundles(client: &Client) -> Vec<Value> {
    let configurations: Api<MutatingWebhookConfiguration> = Api::all(client.clone());
    let configuration = serde_json::to_value(configurations.get("servers-certs").await.unwrap()).unwrap();
    let webhooks = configuration["webhooks"].as_array().unwrap();
    webhooks
        .iter()
        .map(|webhook| webhook["clientConfig"]["caBundle"].clone())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_succeed_while_certificates_are_renewed() {
    let client = shared().client();
    let name = "servers-rotated";
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    configuration(&client, &format!("https://{}", listener.address())).await;
    let targets = |issuer: Issuer| {
        issuer
            .target(Target::Mutating(String::from("servers-certs")))
            .target(Target::Validating(String::from("servers-not-there")))
    };
    let patient = targets(issuer(&client, name));
    let certificates = patient.certificates().await.unwrap();
    let bundle = bundles(&client).await;
    assert!(bundle[0].is_string() && bundle[0] == bundle[1]);

    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let mut webhooks = Webhooks::new();
    webhooks
        .admission("/touch", move |_: AdmissionRequest| {
            counted.fetch_add(1, Ordering::Relaxed);
            async { AdmissionResponse::allow() }
        })
        .unwrap();
    let listener = listener.tls(certificates.clone());
    let server = tokio::spawn(listener.serve(webhooks, std::future::pending()));

    let services: Api<Service> = Api::namespaced(client.clone(), "default");
    let service: Service = serde_json::from_value(json!({
        "metadata": { "name": "servers-certs", "labels": { "servers": "certs" } },
        "spec": { "ports": [{ "port": 80 }] },
    }))
    .unwrap();
    let dry_run = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    eventually("that the webhook is asked", async || {
        services.create(&dry_run, &service).await.ok()?;
        (calls.load(Ordering::Relaxed) > 0).then_some(())
    })
    .await;

    let stop = Arc::new(AtomicUsize::new(0));
    let stopped = stop.clone();
    let load = tokio::spawn(async move {
        let mut done = 0;
        while stopped.load(Ordering::Relaxed) == 0 {
            services.create(&dry_run, &service).await.unwrap();
            done += 1;
        }
        done
    });
    for days in [100, 110, 120, 130, 140] {
        let hasty = targets(hasty(&client, name, days));
        let before = calls.load(Ordering::Relaxed);
        assert!(hasty.renew(&certificates).await.unwrap());
        eventually("more calls", async || {
            (calls.load(Ordering::Relaxed) >= before + 20).then_some(())
        })
        .await;
    }
    stop.store(1, Ordering::Relaxed);
    let done: usize = load.await.unwrap();
    assert!(done >= 50, "{done} calls"); // each asks both webhooks
    assert_ne!(bundles(&client).await, bundle);

    // Somebody replaces the configuration by one without a bundle.
    let configurations: Api<MutatingWebhookConfiguration> = Api::all(client.clone());
    let remove: json_patch::Patch =
        serde_json::from_value(json!([{ "op": "remove", "path": "/webhooks/1/clientConfig/caBundle" }]))
            .unwrap();
    configurations
        .patch(
            "servers-certs",
            &PatchParams::default(),
            &Patch::<()>::Json(remove),
        )
        .await
        .unwrap();
    assert!(bundles(&client).await[1].is_null());
    assert!(!patient.renew(&certificates).await.unwrap());
    let mended = bundles(&client).await;
    assert!(mended[0].is_string() && mended[0] == mended[1]);
    server.abort();
}

#[tokio::test]
async fn a_crd_learns_whom_to_trust() {
    let client = shared().client();
    let crd = |group: &str, conversion: Value| -> CustomResourceDefinition {
        serde_json::from_value(json!({
            "metadata": { "name": format!("gadgets.{group}") },
            "spec": {
                "group": group,
                "names": { "kind": "Gadget", "plural": "gadgets" },
                "scope": "Namespaced",
                "conversion": conversion,
                "versions": [{
                    "name": "v1",
                    "served": true,
                    "storage": true,
                    "schema": { "openAPIV3Schema": { "type": "object" } },
                }],
            },
        }))
        .unwrap()
    };
    let webhook = json!({
        "strategy": "Webhook",
        "webhook": {
            "conversionReviewVersions": ["v1"],
            "clientConfig": { "service": { "name": "webhook", "namespace": "default", "path": "/convert" } },
        },
    });
    let crds: Api<CustomResourceDefinition> = Api::all(client.clone());
    let params = PostParams::default();
    let with = crd("with.example.com", webhook);
    let without = crd("without.example.com", json!({ "strategy": "None" }));
    crds.create(&params, &with).await.unwrap();
    crds.create(&params, &without).await.unwrap();
    issuer(&client, "servers-crd")
        .target(Target::Conversion(String::from("gadgets.with.example.com")))
        .target(Target::Conversion(String::from("gadgets.without.example.com")))
        .certificates()
        .await
        .unwrap();
    let read = async |name: &str| serde_json::to_value(crds.get(name).await.unwrap()).unwrap();
    let with = read("gadgets.with.example.com").await;
    let bundle = &with["spec"]["conversion"]["webhook"]["clientConfig"]["caBundle"];
    let authorities = &secret(&client, "servers-crd").await.data.unwrap()["ca.crt"];
    assert_eq!(*bundle, serde_json::to_value(authorities).unwrap());
    let without = read("gadgets.without.example.com").await;
    assert_eq!(without["spec"]["conversion"], json!({ "strategy": "None" }));
}
