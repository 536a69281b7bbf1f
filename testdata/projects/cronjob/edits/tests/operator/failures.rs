//! What the operator says when something is wrong.

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::events::v1::Event;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kubewright_envtest::{Environment, Shared};
use kubewright_runtime::Rbac as _;
use kubewright_runtime::kube::api::{Patch, PatchParams, PostParams};
use kubewright_runtime::kube::core::{ApiResource, DynamicObject};
use kubewright_runtime::kube::{Api, CustomResourceExt as _};
use kubewright_runtime::serde_json::{from_value, json, to_value};

use cronjob_operator::api::v1::cron_job::CronJob;
use cronjob_operator::controller::cron_job::CronJobReconciler;

use crate::world::{World, at, eventually, job, next_run, spec};

/// With the CRD of an earlier version of the operator, in which `spec.suspend` could be anything.
static EARLIER: Shared = Shared::new(|| {
    let mut crd = to_value(CronJob::crd()).expect("JSON");
    crd["spec"]["conversion"] = json!({ "strategy": "None" });
    let schema = &mut crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
    let suspend = &mut schema["properties"]["spec"]["properties"]["suspend"];
    *suspend = json!({ "x-kubernetes-preserve-unknown-fields": true });
    let crd: CustomResourceDefinition = from_value(crd).expect("a CRD");
    Environment::builder().crds([crd])
});

#[tokio::test]
async fn an_object_that_cannot_be_decoded_is_named_and_the_others_go_on() -> Result<()> {
    let environment = EARLIER.get()?;
    let world = World::of(environment, "earlier").await?;
    let mut old = CronJob::new("old", spec());
    old.metadata.namespace = Some("earlier".to_owned());
    let mut old: DynamicObject = from_value(to_value(old)?)?;
    old.data["spec"]["suspend"] = json!("no");
    let kind = ApiResource::erase::<CronJob>(&());
    let objects: Api<DynamicObject> = Api::namespaced_with(environment.client(), "earlier", &kind);
    let stored = objects.create(&PostParams::default(), &old).await?;
    let operator = world.start().await?;
    let (crons, jobs): (Api<CronJob>, Api<Job>) = (world.api(), world.api());

    // The event names the field and the cause.
    let events: Api<Event> = world.api();
    let event = eventually(async || {
        let events = events.list(&Default::default()).await?;
        let mut about = events.into_iter().filter(|event| {
            let regarding = event.regarding.as_ref();
            regarding.and_then(|object| object.name.as_deref()) == Some("old")
        });
        about.next().context("no event")
    })
    .await?;
    let note = event.note.unwrap_or_default();
    assert!(
        note.contains("spec.suspend") && note.contains("\"no\""),
        "{note}"
    );

    world.create("good", spec()).await?;
    operator.until(&crons, "good", next_run("00:05:00")).await?;
    world.time.advance_to(at("00:05:00"));
    let started = |job: Option<&Job>| job.is_some();
    operator
        .until(&jobs, &job("good", "00:05:00"), started)
        .await?;
    let still = objects.get("old").await?;
    assert_eq!(
        still.metadata.resource_version,
        stored.metadata.resource_version
    );

    // Once it is corrected, it is an object like others.
    let patch = Patch::Merge(json!({ "spec": { "suspend": false } }));
    objects
        .patch("old", &PatchParams::default(), &patch)
        .await?;
    operator.until(&crons, "old", next_run("00:10:00")).await?;
    Ok(operator.stop().await?)
}

#[tokio::test]
async fn a_right_that_was_revoked_is_named() -> Result<()> {
    let world = World::new("rights").await?;
    let crons: Api<CronJob> = world.api();
    world.create("sample", spec()).await?;
    let operator = world.start().await?;
    operator
        .until(&crons, "sample", next_run("00:05:00"))
        .await?;
    operator.stop().await?;
    world.revoke().await?;

    let mut rights = CronJobReconciler::rbac_rules();
    for rule in &mut rights {
        if rule.resources.iter().flatten().any(|name| name == "jobs") {
            rule.verbs.retain(|verb| verb != "create");
        }
    }
    let operator = world.start_with(rights, world.time.clock()).await?;
    world.time.advance_to(at("00:05:00"));
    let waited = operator.until(&crons, "sample", next_run("00:10:00")).await;
    let error = waited
        .err()
        .context("the operator runs without the right")?;
    let error = error.to_string();
    for part in [
        "create jobs.batch in namespace rights",
        "needed by cronjob_operator::controller::cron_job::CronJobReconciler",
        "+kubebuilder:rbac:groups=batch,resources=jobs,verbs=get;list;watch;create;delete",
    ] {
        ensure!(error.contains(part), "{part} is not in: {error}");
    }
    Ok(())
}
