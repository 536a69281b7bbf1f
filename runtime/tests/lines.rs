//! What a program writes to stderr when something panics or fails: lines of its log. Each in a process of its own, because
//! logging is set up once.

#![cfg(feature = "manager")]
#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::{env, process::Command};

use clap::Parser;
use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{
    CustomResource, Manager, ManagerOptions, Rbac,
    logging::{self, LoggingArgs},
    manager::{ManagerArgs, ManagerError},
    server::Handler as _,
    webhook::{AdmissionRequest, BoxError, Conversion, Converter, Defaulter, Refusal, Webhooks},
};
use serde_json::{Value, json};

const CASE: &str = "LINES_CASE";

/// The lines of a process that does this.
fn lines(case: &str) -> Vec<Value> {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "does_what_a_case_says", "--nocapture"])
        .env(CASE, case)
        .env_remove("RUST_LOG")
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {text}")))
        .collect()
}

#[tokio::test]
#[ignore = "the other tests run it"]
async fn does_what_a_case_says() {
    let args = LoggingArgs::default().devel(false);
    logging::init(&args).unwrap();
    match env::var(CASE).as_deref() {
        Ok("task") => drop(tokio::spawn(async { panic!("no {}", "good") }).await),
        Ok("webhook") => {
            let mut webhooks = Webhooks::new();
            webhooks.defaulter(Panics).unwrap();
            post(&webhooks, "/mutate--v1-configmap", &admission()).await;
        }
        Ok(case @ ("conversion" | "conversion panic")) => {
            let mut webhooks = Webhooks::new();
            webhooks
                .conversion(Conversion::hub::<Hub>().spoke::<Spoke>())
                .unwrap();
            let name = if case == "conversion" { "fails" } else { "panics" };
            post(&webhooks, "/convert", &conversion(name)).await;
        }
        Ok("error") => {
            let error = anyhow::anyhow!("connection refused").context("cannot read the settings");
            let _ = logging::exit_code(Err(error));
            // The manager has logged these.
            let lost = anyhow::anyhow!("another replica leads");
            let _ = logging::exit_code(Err(ManagerError::Lost { reason: lost }.into()));
            let _ = logging::exit_code(Ok(()));
        }
        Ok("unregistered") => {
            let folder = tempfile::tempdir().unwrap();
            let kubeconfig = folder.path().join("kubeconfig");
            std::fs::write(&kubeconfig, KUBECONFIG).unwrap();
            let args = Args::parse_from(["operator", &format!("--kubeconfig={}", kubeconfig.display())]);
            let manager = Manager::from_args(args.manager, "lease", ManagerOptions::default());
            let mut manager = manager.await.unwrap();
            manager.rbac_preflight::<Registered>();
            manager.run_until(async {}).await.unwrap();
        }
        case => panic!("{case:?} is no case"),
    }
}

async fn post(webhooks: &Webhooks, path: &str, review: &Value) {
    let request = http::Request::post(path)
        .header("Content-Type", "application/json")
        .body(review.to_string().into())
        .unwrap();
    webhooks.handle(request).await;
}

const KUBECONFIG: &str = r#"
clusters: [{ name: nowhere, cluster: { server: "http://127.0.0.1:1" } }]
users: [{ name: nobody }]
contexts: [{ name: nowhere, context: { cluster: nowhere, user: nobody } }]
current-context: nowhere
"#;

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    manager: ManagerArgs,
}

mod memcached {
    use kubewright_runtime::Rbac;

    /// +kubebuilder:rbac:groups=core,resources=configmaps,verbs=get;list;watch
    #[derive(Rbac)]
    #[expect(dead_code, reason = "it is forgotten")]
    pub(super) struct Forgotten;
}

/// +kubebuilder:rbac:groups=core,resources=secrets,verbs=get
#[derive(Rbac)]
struct Registered;

struct Panics;

impl Defaulter for Panics {
    type Object = ConfigMap;

    async fn default(&self, _: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
        tokio::task::yield_now().await;
        panic!("no data")
    }
}

fn admission() -> Value {
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "0c9a8d74",
            "kind": { "group": "", "version": "v1", "kind": "ConfigMap" },
            "resource": { "group": "", "version": "v1", "resource": "configmaps" },
            "name": "sample",
            "namespace": "default",
            "operation": "CREATE",
            "object": { "metadata": { "name": "sample" } },
        },
    })
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1", kind = "Cache")]
struct Spoke {
    metadata: ObjectMeta,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v2", kind = "Cache")]
struct Hub {
    metadata: ObjectMeta,
}

impl Converter for Spoke {
    type Hub = Hub;

    fn into_hub(self) -> Result<Hub, BoxError> {
        match self.metadata.name.as_deref() {
            Some("panics") => panic!("no hub"),
            _ => Ok(Hub {
                metadata: self.metadata,
            }),
        }
    }

    fn from_hub(hub: Hub) -> Result<Self, BoxError> {
        Ok(Self {
            metadata: hub.metadata,
        })
    }
}

fn conversion(last: &str) -> Value {
    let cache = |name: &str, labels: Value| {
        json!({
            "apiVersion": "example.com/v1",
            "kind": "Cache",
            "metadata": { "name": name, "namespace": "default", "labels": labels },
        })
    };
    let labels = if last == "fails" {
        json!({ "a": 1 })
    } else {
        json!({})
    };
    let objects = [cache("fine", json!({})), cache(last, labels)];
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "ConversionReview",
        "request": { "uid": "0c9a8d74", "desiredAPIVersion": "example.com/v2", "objects": objects },
    })
}

#[test]
fn a_panic_of_a_task_is_one_line() {
    let lines = lines("task");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line["level"], "error");
    assert_eq!(line["msg"], "panicked");
    assert_eq!(line["panic"], "no good");
    let place = line["place"].as_str().unwrap();
    assert!(place.contains("runtime/tests/lines.rs:"), "{place}");
}

#[test]
fn a_panic_of_a_webhook_is_one_line_that_names_the_object() {
    let lines = lines("webhook");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line["level"], "error");
    assert_eq!(line["msg"], "the webhook panicked");
    let panic = line["panic"].as_str().unwrap();
    assert!(
        panic.starts_with("no data (") && panic.contains("lines.rs:"),
        "{line}"
    );
    for (key, value) in [
        ("path", "/mutate--v1-configmap"),
        ("operation", "CREATE"),
        ("kind", "ConfigMap"),
        ("namespace", "default"),
        ("name", "sample"),
    ] {
        assert_eq!(line[key], value, "{line}");
    }
}

#[test]
fn a_failed_conversion_is_one_line_that_names_the_object_and_the_field() {
    let lines = lines("conversion");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line["level"], "error");
    assert_eq!(line["msg"], "the conversion failed");
    for (key, value) in [
        ("kind", "Cache"),
        ("namespace", "default"),
        ("name", "fails"),
        ("from", "example.com/v1"),
        ("to", "example.com/v2"),
        (
            "error",
            "metadata.labels.a: invalid type: integer `1`, expected a string",
        ),
    ] {
        assert_eq!(line[key], value, "{line}");
    }
}

#[test]
fn a_panic_of_a_conversion_is_one_line_that_names_the_object() {
    let lines = lines("conversion panic");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line["msg"], "the webhook panicked");
    assert!(line["panic"].as_str().unwrap().starts_with("no hub ("), "{line}");
    assert_eq!(line["path"], "/convert");
    assert_eq!(line["name"], "panics");
}

#[test]
fn a_program_names_what_it_does_not_register() {
    let lines = lines("unregistered");
    let warnings: Vec<_> = lines.iter().filter(|line| line["level"] == "warn").collect();
    let [nothing, forgotten] = &warnings[..] else {
        panic!("{lines:?}")
    };
    let text = "no controllers and no webhooks are registered; call their `register` functions in `main`";
    assert_eq!(nothing["msg"], text);
    assert_eq!(forgotten["reconciler"], "lines::memcached::Forgotten");
    let text = forgotten["msg"].as_str().unwrap();
    assert!(
        text.contains("call `lines::memcached::register(&mut manager)?` in `main`"),
        "{text}"
    );
}

#[test]
fn the_error_that_ends_a_program_is_one_line_with_its_causes() {
    let lines = lines("error");
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(line["level"], "error");
    assert_eq!(line["msg"], "the program failed");
    assert_eq!(line["error"], "cannot read the settings: connection refused");
}
