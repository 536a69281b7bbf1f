//! Faults on the way to the API server.

#![expect(clippy::unwrap_used, reason = "a test may end where it fails")]

use std::pin::pin;
use std::time::{Duration, Instant};

use futures::{Stream, StreamExt as _, TryStreamExt as _};
use k8s_openapi::api::core::v1::{ConfigMap, Secret};
use kube::api::{Api, PostParams, WatchParams};
use kube::core::WatchEvent;
use kubewright_envtest::{Environment, Shared};
use serde_json::json;

static SERVER: Shared = Shared::new(Environment::builder);

fn object(name: &str) -> ConfigMap {
    serde_json::from_value(json!({ "metadata": { "name": name } })).unwrap()
}

/// Each test has faults of its own kind, because they share the API server.
fn environment() -> &'static Environment {
    SERVER.get().unwrap()
}

#[tokio::test]
async fn one_update_conflicts_and_the_next_does_not() {
    let faults = environment().faults();
    let secrets = Api::<Secret>::default_namespaced(faults.client().unwrap());
    let secret = serde_json::from_value(json!({ "metadata": { "name": "s" } })).unwrap();
    let secret = secrets.create(&PostParams::default(), &secret).await.unwrap();
    faults.conflict_once::<Secret>();
    // Reads do not conflict.
    secrets.get("s").await.unwrap();
    let error = secrets
        .replace("s", &PostParams::default(), &secret)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, kube::Error::Api(status) if status.code == 409 && status.reason == "Conflict"),
        "{error}"
    );
    secrets
        .replace("s", &PostParams::default(), &secret)
        .await
        .unwrap();
    faults.lose_answer_once::<Secret>();
    let stored = secrets.get("s").await.unwrap();
    secrets
        .replace("s", &PostParams::default(), &stored)
        .await
        .unwrap_err();
    // Other clients see what was written.
    Api::<Secret>::default_namespaced(environment().client())
        .get("s")
        .await
        .unwrap();
}

async fn next(
    events: impl Stream<Item = kube::Result<WatchEvent<ConfigMap>>>,
) -> Option<kube::Result<WatchEvent<ConfigMap>>> {
    let mut events = pin!(events);
    tokio::time::timeout(Duration::from_secs(20), events.next())
        .await
        .unwrap()
}

#[tokio::test]
async fn watches_are_dropped_delayed_and_expire() {
    let faults = environment().faults();
    let config_maps = Api::<ConfigMap>::namespaced(faults.client().unwrap(), "kube-public");
    let watch = async || config_maps.watch(&WatchParams::default(), "0").await;

    let events = watch().await.unwrap().boxed();
    faults.drop_watches::<ConfigMap>();
    assert!(
        events.try_collect::<Vec<_>>().await.is_ok(),
        "it ends without an error"
    );

    faults.delay_watches::<ConfigMap>(Duration::from_millis(300));
    let events = watch().await.unwrap().boxed();
    let start = Instant::now();
    config_maps
        .create(&PostParams::default(), &object("late"))
        .await
        .unwrap();
    next(events).await.unwrap().unwrap();
    assert!(start.elapsed() >= Duration::from_millis(300));
    faults.delay_watches::<ConfigMap>(Duration::ZERO);

    faults.expire_watches::<ConfigMap>();
    let error = watch().await.err().unwrap();
    assert!(
        matches!(&error, kube::Error::Api(status) if status.code == 410),
        "{error}"
    );
    drop(watch().await.unwrap());
}

#[tokio::test]
async fn the_api_server_is_away_for_a_while() {
    let environment = Environment::start().await.unwrap();
    let client = environment.faults().client().unwrap();
    client.apiserver_version().await.unwrap();
    environment.faults().go_away();
    client.apiserver_version().await.unwrap_err();
    environment.client().apiserver_version().await.unwrap();
    environment.faults().come_back();
    client.apiserver_version().await.unwrap();
    assert_eq!(environment.faults().happened(), 1);
}

#[tokio::test]
async fn the_next_server_is_started_ahead() {
    let builder = || {
        Environment::builder()
            .etcd_argument("--snapshot-count=1000")
            .start_next_ahead()
    };
    let first = builder().start().await.unwrap();
    let mut times = Vec::new();
    for _ in 0..2 {
        let start = Instant::now();
        let next = builder().start().await.unwrap();
        times.push(start.elapsed());
        assert_ne!(first.url(), next.url());
        next.client().apiserver_version().await.unwrap();
    }
    println!("started ahead: {times:?}");
}
