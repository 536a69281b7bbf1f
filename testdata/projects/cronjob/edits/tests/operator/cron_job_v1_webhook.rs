//! The webhooks of CronJob v1, called by a real API server.

use anyhow::Result;
use kubewright_runtime::kube::Api;
use kubewright_runtime::kube::api::{Patch, PatchParams};
use kubewright_runtime::serde_json::json;

use cronjob_operator::api::v1::cron_job::{ConcurrencyPolicy, CronJob};

use crate::world::{World, fields, spec};

#[tokio::test]
async fn defaults_are_set() -> Result<()> {
    let world = World::new("defaults").await?;
    let stored = world.create("sample", spec()).await?.spec;
    assert_eq!(stored.concurrency_policy, Some(ConcurrencyPolicy::Allow));
    assert_eq!(stored.suspend, Some(false));
    assert_eq!(stored.successful_jobs_history_limit, Some(3));
    assert_eq!(stored.failed_jobs_history_limit, Some(1));
    let mut spec = spec();
    spec.successful_jobs_history_limit = Some(0);
    let stored = world.create("other", spec).await?.spec;
    assert_eq!(stored.successful_jobs_history_limit, Some(0));
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_is_rejected_with_its_field() -> Result<()> {
    let world = World::new("rejected").await?;
    let mut wrong = spec();
    wrong.schedule = "61 * * * *".to_owned();
    let answer = world.create(&"a".repeat(53), wrong).await;
    assert_eq!(fields(answer)?, ["metadata.name", "spec.schedule"]);

    world.create("sample", spec()).await?;
    let objects: Api<CronJob> = world.api();
    for (field, value) in [
        ("schedule", json!("@sometimes")),
        // The schema rejects these two.
        ("concurrencyPolicy", json!("Maybe")),
        ("startingDeadlineSeconds", json!(-1)),
    ] {
        let patch = Patch::Merge(json!({ "spec": { field: value } }));
        let answer = objects
            .patch("sample", &PatchParams::default(), &patch)
            .await;
        assert_eq!(fields(answer)?, [format!("spec.{field}")]);
    }
    Ok(())
}
