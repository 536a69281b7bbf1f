//! Spans of reconciles, as an exporter gets them.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::sync::{Arc, Mutex};

use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::{Api, api::PostParams};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Controller, Manager, ManagerOptions, Reconciler,
    cache::{CacheOptions, Namespaces},
    logging::{self, LoggingArgs},
    otel::{
        Traces,
        opentelemetry_sdk::{
            Resource,
            error::OTelSdkResult,
            trace::{SpanData, SpanExporter},
        },
    },
    reconcile::Result,
};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Keeps what is exported.
#[derive(Clone, Debug, Default)]
struct Kept {
    spans: Arc<Mutex<Vec<SpanData>>>,
    resource: Arc<Mutex<Option<Resource>>>,
}

impl SpanExporter for Kept {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.spans.lock().unwrap().extend(batch);
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        *self.resource.lock().unwrap() = Some(resource.clone());
    }
}

struct Asks(mpsc::Sender<()>);

impl Reconciler for Asks {
    type Object = ConfigMap;

    async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> {
        tracing::info_span!("ask", whom = "somebody").in_scope(|| tracing::info!("asking"));
        self.0.send(()).await?;
        Ok(Action::await_change())
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn attributes(span: &SpanData) -> Vec<(String, String)> {
    let attributes = span.attributes.iter();
    attributes
        .map(|pair| (pair.key.to_string(), pair.value.to_string()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_of_reconciles_are_exported() {
    let kept = Kept::default();
    let traces = Traces::new("memcached-operator", kept.clone());
    logging::init_with(&LoggingArgs::default(), traces.layer()).unwrap();

    let environment = tokio::task::spawn_blocking(|| Environment::shared().unwrap());
    let client = environment.await.unwrap().client();
    let params = PostParams::default();
    let namespace: Namespace = read(json!({ "metadata": { "name": "otel" } }));
    Api::all(client.clone())
        .create(&params, &namespace)
        .await
        .unwrap();
    let map: ConfigMap = read(json!({ "metadata": { "name": "a" } }));
    let maps = Api::namespaced(client.clone(), "otel");
    maps.create(&params, &map).await.unwrap();

    let options = ManagerOptions {
        cache: CacheOptions {
            namespaces: Namespaces::these(["otel"]),
            ..CacheOptions::default()
        },
        ..ManagerOptions::default()
    };
    let mut manager = Manager::new(client, options);
    let (send, mut reconciled) = mpsc::channel(1);
    Controller::of(Asks(send)).add_to(&mut manager).unwrap();
    manager
        .run_until(async { reconciled.recv().await.unwrap() })
        .await
        .unwrap();
    // What is left is sent now.
    tokio::task::spawn_blocking(|| drop(traces)).await.unwrap();

    let spans = kept.spans.lock().unwrap();
    let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();
    let (reconcile, ask) = (named("reconcile"), named("ask"));
    let told = attributes(reconcile);
    for (key, value) in [("controller", "configmap"), ("namespace", "otel"), ("name", "a")] {
        assert!(told.contains(&(key.to_owned(), value.to_owned())), "{told:?}");
    }
    let told = attributes(ask);
    assert!(
        told.contains(&("whom".to_owned(), "somebody".to_owned())),
        "{told:?}"
    );
    assert_eq!(ask.parent_span_id, reconcile.span_context.span_id());
    assert_eq!(ask.events[0].name, "asking");
    let resource = kept.resource.lock().unwrap().clone().unwrap();
    let service = resource.iter().find(|(key, _)| key.as_str() == "service.name");
    assert_eq!(service.unwrap().1.to_string(), "memcached-operator");
}

#[test]
fn without_an_endpoint_none_are_sent() {
    assert!(Traces::from_env("memcached-operator").unwrap().is_none());
}
