//! Stores a CronJob in one version in a real API server and reads it in the other.

use anyhow::Result;
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::{Patch, PatchParams};
use kubewright_runtime::serde_json::json;

use cronjob_operator::api::v1::cron_job::CronJob as Hub;
use cronjob_operator::api::v2::cron_job::CronJob as Spoke;

use crate::world::{World, fields, next_run, spec};

#[tokio::test]
async fn a_schedule_is_a_text_in_v1_and_fields_in_v2() -> Result<()> {
    let world = World::new("versions").await?;
    let (hubs, spokes): (Api<Hub>, Api<Spoke>) = (world.api(), world.api());
    world.create("sample", spec()).await?;
    let spoke = spokes.get("sample").await?;
    assert_eq!(spoke.spec.schedule.minute, "*/5");
    assert_eq!(spoke.spec.schedule.day_of_week, "*");

    let patch = Patch::Merge(json!({ "spec": { "schedule": { "minute": "0", "hour": "12" } } }));
    spokes
        .patch("sample", &PatchParams::default(), &patch)
        .await?;
    assert_eq!(hubs.get("sample").await?.spec.schedule, "0 12 * * *");

    // A nickname stays one when v2 writes another field.
    let mut hourly = spec();
    hourly.schedule = "@hourly".to_owned();
    world.create("hourly", hourly).await?;
    assert_eq!(spokes.get("hourly").await?.spec.schedule.minute, "0");
    let patch = Patch::Merge(json!({ "spec": { "suspend": true } }));
    spokes
        .patch("hourly", &PatchParams::default(), &patch)
        .await?;
    assert_eq!(hubs.get("hourly").await?.spec.schedule, "@hourly");
    Ok(())
}

#[tokio::test]
async fn an_object_of_v2_is_scheduled_and_validated() -> Result<()> {
    let world = World::new("fields").await?;
    let operator = world.start().await?;
    let apply = async |schedule| {
        let spec = spec();
        let object = json!({
            "apiVersion": "batch.tutorial.kubebuilder.io/v2",
            "kind": "CronJob",
            "metadata": { "name": "sample" },
            "spec": { "schedule": schedule, "startingDeadlineSeconds": 60, "jobTemplate": spec.job_template },
        });
        let spokes: Api<Spoke> = world.api();
        let parameters = PatchParams::apply("test");
        spokes
            .patch("sample", &parameters, &Patch::Apply(object))
            .await
    };
    // The webhook is one of v1, and the API server converts the object for it.
    assert_eq!(
        fields(apply(json!({ "minute": "61" })).await)?,
        ["spec.schedule"]
    );
    apply(json!({ "minute": "*/10" })).await?;
    let hubs: Api<Hub> = world.api();
    operator
        .until(&hubs, "sample", next_run("00:10:00"))
        .await?;
    Ok(operator.stop().await?)
}
