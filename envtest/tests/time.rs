//! Time that a test moves: what takes minutes or hours in a cluster takes none here.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::time::{Duration, Instant, SystemTime};

use k8s_openapi::Resource;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentStatus};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::Pod;
use kube::api::{Api, ListParams, PostParams};
use kubewright_envtest::{Clock, Environment};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
/// How long a test may take on a busy machine; none waits for what is due later.
const LIMIT: Duration = Duration::from_secs(60);

/// A simulated cluster; `None` if the real controllers run, whose time is the machine's.
async fn cluster() -> Option<Environment> {
    let builder = Environment::builder().cluster().start_next_ahead();
    let environment = builder.start().await.unwrap();
    environment.clock().is_some().then_some(environment)
}

fn api<K>(environment: &Environment) -> Api<K>
where
    K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
{
    Api::default_namespaced(environment.client())
}

async fn create<K>(environment: &Environment, name: &str, spec: Value)
where
    K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>
        + Resource
        + Clone
        + std::fmt::Debug
        + DeserializeOwned
        + Serialize,
{
    let object = json!({ "metadata": { "name": name }, "spec": spec });
    let object: K = serde_json::from_value(object).unwrap();
    api::<K>(environment)
        .create(&PostParams::default(), &object)
        .await
        .unwrap();
}

/// Asks until the answer is right.
async fn eventually(what: &str, mut ask: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !ask().await {
        assert!(start.elapsed() < LIMIT, "{what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// How far a clock is ahead of the machine's.
fn ahead(clock: &Clock) -> Duration {
    SystemTime::from(clock.now())
        .duration_since(SystemTime::now())
        .unwrap_or_default()
}

fn deployment(annotations: &Value, more: &Value) -> Value {
    let labels = json!({ "app": "web" });
    let mut spec = json!({
        "replicas": 3,
        "selector": { "matchLabels": labels },
        "template": {
            "metadata": { "labels": labels, "annotations": annotations },
            "spec": { "containers": [{ "name": "main", "image": "example.com/none" }] },
        },
    });
    for (key, value) in more.as_object().unwrap() {
        spec[key] = value.clone();
    }
    spec
}

async fn status(deployments: &Api<Deployment>) -> DeploymentStatus {
    let deployment = deployments.get_status("web").await.unwrap();
    deployment.status.unwrap_or_default()
}

fn job(annotations: &Value) -> Value {
    json!({
        "metadata": { "annotations": annotations },
        "spec": { "restartPolicy": "Never", "containers": [{ "name": "main", "image": "example.com/none" }] },
    })
}

#[tokio::test]
async fn a_rollout_over_ten_minutes_takes_none() {
    let Some(environment) = cluster().await else {
        return;
    };
    let clock = environment.clock().unwrap();
    let spec = deployment(
        &json!({}),
        &json!({ "minReadySeconds": 600, "progressDeadlineSeconds": 3600 }),
    );
    create::<Deployment>(&environment, "web", spec).await;
    let deployments = api::<Deployment>(&environment);
    let counts = async || {
        let status = status(&deployments).await;
        (
            status.ready_replicas.unwrap_or(0),
            status.available_replicas.unwrap_or(0),
        )
    };
    eventually("three Pods are ready, and none is available", async || {
        counts().await == (3, 0)
    })
    .await;
    clock.advance(10 * MINUTE);
    eventually("three Pods are available", async || counts().await == (3, 3)).await;
}

#[tokio::test]
async fn a_rollout_that_is_stuck_misses_its_deadline() {
    let Some(environment) = cluster().await else {
        return;
    };
    let annotations = json!({ "kubelet.kubewright.dev/image-pull": "fail" });
    let spec = deployment(&annotations, &json!({ "progressDeadlineSeconds": 600 }));
    create::<Deployment>(&environment, "web", spec).await;
    let deployments = api::<Deployment>(&environment);
    let progress = async || {
        let status = status(&deployments).await;
        let mut conditions = status.conditions.into_iter().flatten();
        let progress = conditions.find(|condition| condition.type_.as_deref() == Some("Progressing"));
        progress
            .and_then(|condition| condition.reason)
            .unwrap_or_default()
    };
    eventually("it has Pods", async || progress().await == "ReplicaSetUpdated").await;
    environment
        .clock()
        .unwrap()
        .advance(10 * MINUTE + Duration::from_secs(1));
    eventually("it has missed its deadline", async || {
        progress().await == "ProgressDeadlineExceeded"
    })
    .await;
}

#[tokio::test]
async fn a_cron_job_runs_each_hour() {
    let Some(environment) = cluster().await else {
        return;
    };
    let spec = json!({
        "schedule": "0 * * * *", "successfulJobsHistoryLimit": 10,
        "jobTemplate": { "spec": { "template": job(&json!({})) } },
    });
    create::<CronJob>(&environment, "hourly", spec).await;
    let jobs = api::<Job>(&environment);
    for expected in 1..=3 {
        environment.clock().unwrap().advance(HOUR);
        eventually("one more Job has succeeded", async || {
            let jobs = jobs.list(&ListParams::default()).await.unwrap().items;
            let succeeded = |job: &&Job| {
                job.status
                    .as_ref()
                    .is_some_and(|status| status.succeeded == Some(1))
            };
            jobs.iter().filter(succeeded).count() == expected
        })
        .await;
    }
}

#[tokio::test]
async fn a_job_fails_without_waiting_between_its_attempts() {
    let Some(environment) = cluster().await else {
        return;
    };
    let clock = environment.clock().unwrap();
    clock.skip_waiting(true);
    let template = job(&json!({ "kubelet.kubewright.dev/exit-code": "1" }));
    create::<Job>(
        &environment,
        "failing",
        json!({ "backoffLimit": 3, "template": template }),
    )
    .await;
    let jobs = api::<Job>(&environment);
    eventually("the Job has failed", async || {
        let status = jobs
            .get_status("failing")
            .await
            .unwrap()
            .status
            .unwrap_or_default();
        let mut conditions = status.conditions.into_iter().flatten();
        conditions.any(|condition| condition.type_ == "Failed" && condition.status == "True")
    })
    .await;
    clock.skip_waiting(false);
    let pods = api::<Pod>(&environment)
        .list(&ListParams::default())
        .await
        .unwrap();
    assert_eq!(pods.items.len(), 4);
    // Ten seconds, then twice as many each time.
    let ahead = ahead(clock);
    assert!(ahead > Duration::from_secs(60) && ahead < 5 * MINUTE, "{ahead:?}");
}
