//! What `kubectl logs` shows of Pods on a simulated node.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::AsyncBufReadExt as _;
use futures::TryStreamExt as _;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, DeleteParams, ListParams, LogParams, PostParams};
use kube::runtime::wait::{await_condition, conditions::is_pod_running};
use kubewright_envtest::{Environment, Shared};
use serde_json::{Value, json};

static CLUSTER: Shared = Shared::new(|| Environment::builder().cluster());

/// The Pods of a simulated cluster; `None` if the real controllers run, whose node has no kubelet.
fn pods() -> Option<Api<Pod>> {
    let cluster = CLUSTER.get().unwrap();
    cluster.clock()?;
    Some(Api::default_namespaced(cluster.client()))
}

async fn run(pods: &Api<Pod>, name: &str, annotations: Value, spec: Value) {
    let mut pod = json!({
        "metadata": { "name": name, "annotations": annotations },
        "spec": { "containers": [{ "name": "main", "image": "example.com/none" }] },
    });
    for (key, value) in spec.as_object().unwrap() {
        pod["spec"][key] = value.clone();
    }
    let pod = serde_json::from_value(pod).unwrap();
    pods.create(&PostParams::default(), &pod).await.unwrap();
}

async fn is_running(pods: &Api<Pod>, name: &str) {
    await_condition(pods.clone(), name, is_pod_running())
        .await
        .unwrap();
}

#[tokio::test]
async fn containers_print_what_annotations_say() {
    let Some(pods) = pods() else { return };
    let annotations = json!({
        "kubelet.kubewright.dev/logs": "one\ntwo\n",
        "kubelet.kubewright.dev/logs.side": "aside",
    });
    let containers = ["main", "side"].map(|name| json!({ "name": name, "image": "example.com/none" }));
    run(&pods, "two", annotations, json!({ "containers": containers })).await;
    is_running(&pods, "two").await;
    let of = |container: &str| LogParams {
        container: Some(container.to_owned()),
        ..LogParams::default()
    };
    assert_eq!(pods.logs("two", &of("main")).await.unwrap(), "one\ntwo\n");
    assert_eq!(pods.logs("two", &of("side")).await.unwrap(), "aside\n");
    let last = LogParams {
        tail_lines: Some(1),
        timestamps: true,
        ..of("main")
    };
    let line = pods.logs("two", &last).await.unwrap();
    let (time, text) = line.split_once(' ').unwrap();
    assert!(time.ends_with('Z') && text == "two\n", "{line}");
    let error = pods
        .logs(
            "two",
            &LogParams {
                previous: true,
                ..of("main")
            },
        )
        .await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("previous terminated container \"main\" in pod \"two\" not found"),
        "{error}"
    );
}

#[tokio::test]
async fn a_container_that_waits_has_no_log() {
    let Some(pods) = pods() else { return };
    let annotations =
        json!({ "kubelet.kubewright.dev/image-pull": "fail", "kubelet.kubewright.dev/logs": "one" });
    run(&pods, "unpulled", annotations, json!({})).await;
    await_condition(pods.clone(), "unpulled", |pod: Option<&Pod>| {
        let status = pod.and_then(|pod| pod.status.as_ref());
        status.is_some_and(|status| status.container_statuses.is_some())
    })
    .await
    .unwrap();
    let error = pods
        .logs("unpulled", &LogParams::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(
            "container \"main\" in pod \"unpulled\" is waiting to start: trying and failing to pull image"
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_followed_log_ends_with_its_container() {
    let Some(pods) = pods() else { return };
    run(
        &pods,
        "followed",
        json!({ "kubelet.kubewright.dev/logs": "one" }),
        json!({}),
    )
    .await;
    is_running(&pods, "followed").await;
    let params = LogParams {
        follow: true,
        ..LogParams::default()
    };
    let mut lines = pods.log_stream("followed", &params).await.unwrap().lines();
    assert_eq!(lines.try_next().await.unwrap().as_deref(), Some("one"));
    let ended = AtomicBool::new(false);
    let rest = async {
        let rest = lines.try_next().await;
        ended.store(true, Ordering::Relaxed);
        rest
    };
    let deletion = async {
        // Another log has come and gone meanwhile.
        pods.logs("followed", &LogParams::default()).await.unwrap();
        assert!(!ended.load(Ordering::Relaxed));
        pods.delete("followed", &DeleteParams::default()).await.unwrap();
    };
    let (rest, ()) = tokio::join!(rest, deletion);
    assert_eq!(rest.unwrap(), None);
}

#[tokio::test]
async fn the_pods_of_a_failed_job_say_why() {
    let Some(pods) = pods() else { return };
    let job: Job = serde_json::from_value(json!({
        "metadata": { "name": "failing" },
        "spec": { "backoffLimit": 0, "template": {
            "metadata": { "annotations": {
                "kubelet.kubewright.dev/exit-code": "1",
                "kubelet.kubewright.dev/logs": "no database\n",
            } },
            "spec": { "restartPolicy": "Never", "containers": [{
                "name": "main", "image": "example.com/none",
                "terminationMessagePolicy": "FallbackToLogsOnError",
            }] },
        } },
    }))
    .unwrap();
    let jobs = Api::<Job>::default_namespaced(CLUSTER.get().unwrap().client());
    jobs.create(&PostParams::default(), &job).await.unwrap();
    await_condition(jobs, "failing", |job: Option<&Job>| {
        let status = job.and_then(|job| job.status.as_ref());
        status.is_some_and(|status| status.failed == Some(1))
    })
    .await
    .unwrap();
    let all = pods
        .list(&ListParams::default().labels("job-name=failing"))
        .await
        .unwrap();
    let pod = all.items.first().unwrap();
    let name = pod.metadata.name.as_deref().unwrap();
    assert_eq!(
        pods.logs(name, &LogParams::default()).await.unwrap(),
        "no database\n"
    );
    let value = serde_json::to_value(pod).unwrap();
    let terminated = &value["status"]["containerStatuses"][0]["state"]["terminated"];
    assert_eq!(terminated["message"], "no database\n");
}

#[tokio::test]
async fn time_that_a_test_moves_counts_for_since() {
    let Some(pods) = pods() else { return };
    run(
        &pods,
        "old",
        json!({ "kubelet.kubewright.dev/logs": "one" }),
        json!({}),
    )
    .await;
    is_running(&pods, "old").await;
    let recent = LogParams {
        since_seconds: Some(3600),
        ..LogParams::default()
    };
    assert_eq!(pods.logs("old", &recent).await.unwrap(), "one\n");
    CLUSTER
        .get()
        .unwrap()
        .clock()
        .unwrap()
        .advance(Duration::from_secs(7200));
    assert_eq!(pods.logs("old", &recent).await.unwrap(), "");
}

#[tokio::test]
async fn there_is_no_exec() {
    let Some(pods) = pods() else { return };
    run(&pods, "closed", json!({}), json!({})).await;
    is_running(&pods, "closed").await;
    let request = http::Request::get(format!(
        "{}/exec?command=sh&stdout=true&container=main",
        "/api/v1/namespaces/default/pods/closed"
    ))
    .header("connection", "upgrade")
    .header("upgrade", "websocket")
    .header("sec-websocket-version", "13")
    .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
    .header("sec-websocket-protocol", "v4.channel.k8s.io")
    .body(Vec::new())
    .unwrap();
    let error = pods
        .into_client()
        .request_text(request)
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("run no containers, so there is no `exec`"),
        "{error}"
    );
}
