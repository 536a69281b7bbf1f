//! Spans of reconciles, as an exporter gets them.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::{Api, api::PostParams};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Action, Controller, Manager, ManagerOptions, Reconciler,
    cache::Namespaces,
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

    let options = ManagerOptions::default().in_namespaces(Namespaces::these(["otel"]));
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

/// Sends one span as the variables say.
#[tokio::main]
async fn send_one() {
    let traces = Traces::from_env("memcached-operator").unwrap().unwrap();
    logging::init_with(&LoggingArgs::default(), traces.layer()).unwrap();
    tracing::info_span!("scale").in_scope(|| {});
    tokio::task::spawn_blocking(|| drop(traces)).await.unwrap();
}

/// This program once more with one test and these variables, which are the whole process's.
fn alone(test: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture"]);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

#[test]
fn spans_are_sent_by_http() {
    const PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
    if std::env::var_os(PROTOCOL).is_some() {
        return send_one();
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let collector = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let line = line.trim_end().to_lowercase();
            if let Some(number) = line.strip_prefix("content-length: ") {
                length = number.parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
            head.push_str(&format!("{line}\n"));
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        reader.get_mut().write_all(answer).unwrap();
        (head, String::from_utf8_lossy(&body).into_owned())
    });
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        (PROTOCOL, "http/protobuf"),
    ];
    let text = alone("spans_are_sent_by_http", &variables);
    let (head, body) = collector.join().unwrap();
    assert!(head.starts_with("post /v1/traces http/1.1\n"), "{head}");
    assert!(head.contains("content-type: application/x-protobuf\n"), "{head}");
    assert!(
        body.contains("memcached-operator") && body.contains("scale"),
        "{body:?}"
    );
    assert!(!text.contains("cannot be sent"), "{text}");
}

#[test]
fn a_protocol_that_is_not_supported_is_an_error() {
    const PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
    if std::env::var_os(PROTOCOL).is_some() {
        let error = Traces::from_env("memcached-operator").unwrap_err();
        println!("{error}");
        return;
    }
    let variables = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
        (PROTOCOL, "http/json"),
    ];
    let text = alone("a_protocol_that_is_not_supported_is_an_error", &variables);
    let error = "cannot send spans: the protocol `http/json` is not supported; use `grpc` or `http/protobuf`; \
                 check the variables `OTEL_EXPORTER_OTLP_*`";
    assert!(text.contains(error), "{text}");
}
