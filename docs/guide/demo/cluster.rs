//! The cluster, and the requests to it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use k8s_openapi::api::apps::v1::Deployment;
use kubewright_envtest::{Environment, LongStep, Webhooks};
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::{
    ApiResource, DeleteParams, DynamicObject, GroupVersionKind, Patch, PatchParams,
};
use serde_json::Value;
use tokio::time::sleep;

use crate::say;

const SAMPLE: &str = "config/samples/cache_v1alpha1_memcached.yaml";
const NAME: &str = "memcached-sample";
const LIMIT: Duration = Duration::from_secs(120);
const INTERVAL: Duration = Duration::from_millis(50);

/// Starts it, with the project's CRDs.
pub(crate) async fn start(project: &Path) -> Result<Environment> {
    let step = LongStep::begin("starting the cluster", "5 s");
    let builder = Environment::builder()
        .cluster()
        .crd_path(project.join("config/crd/bases"));
    let environment = builder.start().await?;
    let seconds = step.elapsed().as_secs_f64();
    drop(step);
    say(&format!("ready after {seconds:.1} s at {}", environment.url()));
    Ok(environment)
}

/// Lets the API server call the operator's webhooks.
pub(crate) async fn install_webhooks(environment: &Environment, project: &Path) -> Result<()> {
    let webhooks = Webhooks::read(project.join("config/webhook/manifests.yaml"))?;
    environment.install_webhooks(webhooks).await?;
    say("the API server calls its webhook before it stores a Memcached");
    Ok(())
}

/// Applies the sample, once the operator answers.
pub(crate) async fn apply_sample(environment: &Environment, project: &Path) -> Result<Api<DynamicObject>> {
    let text = fs::read_to_string(project.join(SAMPLE)).with_context(|| format!("cannot read {SAMPLE}"))?;
    say(&format!("$ kubectl apply -f {SAMPLE}"));
    say(&text);
    let sample: Value = serde_saphyr::from_str(&text)?;
    let kind = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
    let resource = ApiResource::from_gvk_with_plural(&kind, "memcacheds");
    let api: Api<DynamicObject> = Api::default_namespaced_with(environment.client(), &resource);
    let start = Instant::now();
    while let Err(error) = api
        .patch(NAME, &PatchParams::apply("demo"), &Patch::Apply(&sample))
        .await
    {
        if start.elapsed() > LIMIT {
            bail!("the API server rejects the sample: {error}");
        }
        sleep(INTERVAL).await;
    }
    Ok(api)
}

/// Prints each new condition of the sample, until it is available.
pub(crate) async fn until_available(
    environment: &Environment,
    memcacheds: &Api<DynamicObject>,
) -> Result<()> {
    let (start, mut last) = (Instant::now(), String::new());
    loop {
        let object = memcacheds.get(NAME).await?;
        let condition = &object.data["status"]["conditions"][0];
        let text = |key: &str| condition[key].as_str().unwrap_or_default().to_owned();
        let line = format!("{}={}: {}", text("type"), text("status"), text("message"));
        if line != last && condition.is_object() {
            say(&format!("{:4.1} s  {line}", start.elapsed().as_secs_f64()));
            last = line;
        }
        if text("status") == "True" {
            break;
        }
        if start.elapsed() > LIMIT {
            bail!("the sample does not become available; its last condition: {last}");
        }
        sleep(INTERVAL).await;
    }
    let deployment = deployments(environment).get(NAME).await?;
    let ready = deployment.status.and_then(|status| status.ready_replicas);
    say(&format!(
        "Deployment {NAME} has {} ready replicas",
        ready.unwrap_or_default()
    ));
    Ok(())
}

/// Deletes the sample and waits until what it owned is gone too.
pub(crate) async fn delete(environment: &Environment, memcacheds: &Api<DynamicObject>) -> Result<()> {
    memcacheds.delete(NAME, &DeleteParams::default()).await?;
    let (start, deployments) = (Instant::now(), deployments(environment));
    while deployments.get_opt(NAME).await?.is_some() {
        if start.elapsed() > LIMIT {
            bail!(
                "the Deployment still exists {} s after its owner was deleted",
                LIMIT.as_secs()
            );
        }
        sleep(INTERVAL).await;
    }
    say("the sample is deleted, and its Deployment with it");
    Ok(())
}

fn deployments(environment: &Environment) -> Api<Deployment> {
    Api::default_namespaced(environment.client())
}
