//! What a test learns of the operator that it waits for.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::process::Command;
use std::time::{Duration, Instant};

use k8s_openapi::api::core::v1::ConfigMap;
use kube::Api;
use kube::api::PostParams;
use kubewright_envtest::{Environment, Error, Operator};
use serde_json::json;

#[derive(Debug, thiserror::Error)]
#[error("rights are missing")]
struct NoRights(#[source] std::io::Error);

fn config_maps() -> Api<ConfigMap> {
    Api::default_namespaced(Environment::shared().unwrap().client())
}

async fn create(name: &str) {
    let map = serde_json::from_value(json!({ "metadata": { "name": name } })).unwrap();
    config_maps().create(&PostParams::default(), &map).await.unwrap();
}

fn has_data(map: Option<&ConfigMap>) -> bool {
    map.is_some_and(|map| map.data.is_some())
}

#[tokio::test]
async fn the_error_of_an_operator_that_ends_is_the_error_of_the_test() {
    create("nobody-fills").await;
    let operator = Operator::start(async |_| Err(NoRights(std::io::Error::other("cannot list pods"))));
    let start = Instant::now();
    let error = operator
        .until(&config_maps(), "nobody-fills", has_data)
        .await
        .unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(
        error.to_string(),
        "the operator ended while the test waited for configmaps/nobody-fills: rights are missing: cannot list pods"
    );
    let error = operator.stop().await.unwrap_err().to_string();
    assert!(
        error.ends_with(": rights are missing: cannot list pods"),
        "{error}"
    );
}

#[tokio::test]
async fn a_panic_of_the_operator_is_its_end() {
    let operator = Operator::start(async |_| -> Result<(), Error> { panic!("no such index") });
    let never = std::future::pending::<Result<(), Error>>();
    let error = operator
        .wait_for("a miracle", never)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("a miracle") && error.contains("no such index"),
        "{error}"
    );
}

#[tokio::test]
async fn an_object_that_is_not_as_expected_is_shown() {
    create("stays-empty").await;
    let idle = async |stop: kubewright_envtest::Stop| {
        stop.await;
        Ok::<_, Error>(())
    };
    let operator = Operator::start(idle).within(Duration::from_secs(2));
    let maps = config_maps();
    let error = operator.until(&maps, "stays-empty", has_data).await.unwrap_err();
    let error = error.to_string();
    let start = "configmaps/stays-empty: the condition is not met after 2 s; last seen:\n{";
    assert!(
        error.starts_with(start) && error.contains("\"name\": \"stays-empty\""),
        "{error}"
    );
    assert!(!error.contains("managedFields"), "{error}");
    let error = operator
        .until(&maps, "absent", has_data)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.ends_with("; there is no such object"), "{error}");
    operator.stop().await.unwrap();
}

#[tokio::test]
async fn an_object_that_becomes_as_expected_is_returned() {
    create("is-filled").await;
    let operator = Operator::start(async |stop| {
        let patch = kube::api::Patch::Merge(json!({ "data": { "by": "operator" } }));
        config_maps()
            .patch("is-filled", &kube::api::PatchParams::default(), &patch)
            .await?;
        stop.await;
        Ok::<_, kube::Error>(())
    });
    let map = operator
        .until(&config_maps(), "is-filled", has_data)
        .await
        .unwrap();
    assert_eq!(map.unwrap().data.unwrap()["by"], "operator");
    operator.stop().await.unwrap();
}

#[test]
fn the_log_of_the_operator_is_shown_with_a_test_that_fails() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "logs_and_fails", "--ignored"])
        .env_remove("RUST_LOG")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success(), "{text}");
    assert!(
        text.contains("WARN") && text.contains("the API server refuses the list"),
        "{text}"
    );
    assert!(
        text.contains("the operator ended while the test waited for its work: it stopped without an error"),
        "{text}"
    );
}

#[tokio::test]
#[ignore = "another test runs it in a process of its own"]
async fn logs_and_fails() -> Result<(), Error> {
    let operator = Operator::start(async |_| {
        tracing::warn!("the API server refuses the list");
        Ok::<_, Error>(())
    });
    let work = std::future::pending::<Result<(), Error>>();
    operator
        .wait_for("its work", work)
        .await
        .inspect_err(|error| println!("{error}"))
}
