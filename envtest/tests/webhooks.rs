//! Webhooks that the real API server calls at a server in the test.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use k8s_openapi::api::admissionregistration::v1::ValidatingWebhookConfiguration;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{Api, DynamicObject, PostParams};
use kube::core::{ApiResource, GroupVersionKind};
use kubewright_envtest::{Crds, Environment, WebhookServer, Webhooks};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const MANIFESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/webhooks/manifests.yaml");

fn object<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// Serves what `answer` says, at the port and with the certificate of the environment.
async fn serve(server: &WebhookServer) {
    let file = |name| server.certificates().join(name);
    let certificate = CertificateDer::from_pem_file(file("tls.crt")).unwrap();
    let key = PrivateKeyDer::from_pem_file(file("tls.key")).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((server.host(), server.port())).await.unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // The API server may try a connection and leave it.
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let service = service_fn(async |request: Request<Incoming>| {
                    let path = request.uri().path().to_owned();
                    let body = request.into_body().collect().await.unwrap().to_bytes();
                    let review: Value = serde_json::from_slice(&body).unwrap();
                    let body = answer(&path, review).to_string();
                    Ok::<_, Infallible>(Response::new(Full::<Bytes>::from(body)))
                });
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
}

fn answer(path: &str, mut review: Value) -> Value {
    let request = review["request"].take();
    review["response"] = match path {
        "/mutate" => json!({
            "uid": request["uid"],
            "allowed": true,
            "patchType": "JSONPatch",
            // [{"op":"add","path":"/data","value":{"mutated":"yes"}}]
            "patch": "W3sib3AiOiJhZGQiLCJwYXRoIjoiL2RhdGEiLCJ2YWx1ZSI6eyJtdXRhdGVkIjoieWVzIn19XQ==",
        }),
        "/validate" => json!({
            "uid": request["uid"],
            "allowed": request["object"]["metadata"]["name"] != "forbidden",
            "status": { "message": "the name is forbidden" },
        }),
        "/convert" => json!({
            "uid": request["uid"],
            "result": { "status": "Success" },
            "convertedObjects": converted(&request),
        }),
        path => panic!("nobody should ask for {path}"),
    };
    review
}

/// v2 has `teeth` where v1 has `size`.
fn converted(request: &Value) -> Value {
    let mut objects = request["objects"].clone();
    for object in objects.as_array_mut().unwrap() {
        object["apiVersion"] = request["desiredAPIVersion"].clone();
        let spec = object["spec"].clone();
        object["spec"] = if request["desiredAPIVersion"] == "machines.example.com/v2" {
            json!({ "teeth": spec["size"] })
        } else {
            json!({ "size": spec["teeth"] })
        };
    }
    objects
}

fn validating() -> ValidatingWebhookConfiguration {
    object(json!({
        "metadata": { "name": "validating-webhook-configuration" },
        "webhooks": [{
            "name": "vconfigmap.example.com",
            "admissionReviewVersions": ["v1"],
            "clientConfig": { "service": { "name": "webhook-service", "namespace": "system", "path": "/validate" } },
            "rules": [{
                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"],
            }],
            "sideEffects": "None",
        }],
    }))
}

fn gears() -> CustomResourceDefinition {
    let version = |name: &str, field: &str| {
        let spec = json!({ "type": "object", "properties": { field: { "type": "integer" } } });
        json!({
            "name": name, "served": true, "storage": name == "v1",
            "schema": { "openAPIV3Schema": { "type": "object", "properties": { "spec": spec } } },
        })
    };
    object(json!({
        "metadata": { "name": "gears.machines.example.com" },
        "spec": {
            "group": "machines.example.com",
            "names": { "kind": "Gear", "plural": "gears" },
            "scope": "Namespaced",
            "versions": [version("v1", "size"), version("v2", "teeth")],
        },
    }))
}

fn api(environment: &Environment, version: &str) -> Api<DynamicObject> {
    let resource = ApiResource::from_gvk(&GroupVersionKind::gvk("machines.example.com", version, "Gear"));
    Api::default_namespaced_with(environment.client(), &resource)
}

#[tokio::test]
async fn the_api_server_calls_the_webhooks_of_files_and_values() {
    let environment = Environment::builder()
        .webhook_path(MANIFESTS)
        .webhooks(validating())
        .start()
        .await
        .unwrap();
    serve(environment.webhook_server()).await;
    let config_maps = Api::<ConfigMap>::default_namespaced(environment.client());
    let create = async |name: &str| {
        let labels = json!({ "reviewed": "true" });
        let config_map: ConfigMap = object(json!({ "metadata": { "name": name, "labels": labels } }));
        config_maps.create(&PostParams::default(), &config_map).await
    };
    // The API server learns of configurations by a watch; until then it calls nobody.
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut names = (0..).map(|number| format!("early-{number}"));
    while create(&names.next().unwrap()).await.unwrap().data.is_none() {
        assert!(Instant::now() < deadline);
    }
    while create("forbidden").await.is_ok() {
        assert!(Instant::now() < deadline);
        config_maps
            .delete("forbidden", &Default::default())
            .await
            .unwrap();
    }
    let error = create("forbidden").await.unwrap_err().to_string();
    assert!(
        error.contains(
            "admission webhook \"vconfigmap.example.com\" denied the request: the name is forbidden"
        ),
        "{error}"
    );
    let data = create("good").await.unwrap().data.unwrap();
    assert_eq!(data["mutated"], "yes");
}

#[tokio::test]
async fn versions_are_converted_by_the_webhook() {
    let environment = Environment::builder()
        .crds(Crds::from(gears()).converted_at("/convert"))
        .start()
        .await
        .unwrap();
    let gear = object(json!({
        "apiVersion": "machines.example.com/v1", "kind": "Gear",
        "metadata": { "name": "g" }, "spec": { "size": 12 },
    }));
    api(&environment, "v1")
        .create(&PostParams::default(), &gear)
        .await
        .unwrap();
    // While there is an object that only the webhook can convert, and no webhook.
    environment
        .install_crds(Crds::from(gears()).converted_at("/convert"))
        .await
        .unwrap();
    serve(environment.webhook_server()).await;
    let read = api(&environment, "v2").get("g").await.unwrap();
    assert_eq!(read.data["spec"], json!({ "teeth": 12 }));
}

#[tokio::test]
async fn a_refused_configuration_comes_with_the_message_of_the_server() {
    let environment = Environment::start().await.unwrap();
    let yaml = std::fs::read_to_string(MANIFESTS)
        .unwrap()
        .replace("sideEffects: None", "sideEffects: Some");
    let error = environment
        .install_webhooks(Webhooks::parse(&yaml).unwrap())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("YAML: the API server refuses mutating-webhook-configuration: "),
        "{error}"
    );
    assert!(
        error.contains("webhooks[0].sideEffects: Unsupported value"),
        "{error}"
    );
}
