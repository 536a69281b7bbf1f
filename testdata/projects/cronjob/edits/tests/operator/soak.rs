//! The operator in a simulated cluster by the system's clock, for as long as `SOAK_SECONDS` says: ten minutes, unless set.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::jiff::{SignedDuration, Timestamp};
use kubewright_envtest::{Environment, Shared};
use kubewright_runtime::kube::Api;
use kubewright_runtime::{Clock, Rbac as _};

use cronjob_operator::api::v1::cron_job::{ConcurrencyPolicy, CronJob};
use cronjob_operator::controller::cron_job::CronJobReconciler;

use crate::world::{World, spec};

static CLUSTER: Shared = Shared::new(|| {
    Environment::builder()
        .cluster()
        .crd_path("config/crd/bases")
});

#[tokio::test]
#[ignore = "takes ten minutes; run it with `cargo test -- --ignored soak`"]
async fn every_minute_has_its_job() -> Result<()> {
    let seconds = std::env::var("SOAK_SECONDS").map_or(Ok(600), |text| text.parse::<u64>())?;
    let world = World::of(CLUSTER.get()?, "soak").await?;
    let rights = CronJobReconciler::rbac_rules();
    let operator = world.start_with(rights, Clock::system()).await?;
    let operator = operator.within(Duration::from_secs(90));
    let (crons, jobs): (Api<CronJob>, Api<Job>) = (world.api(), world.api());
    let mut every_minute = spec();
    every_minute.schedule = "* * * * *".to_owned();
    // The Job of the minute before must have finished.
    every_minute.concurrency_policy = Some(ConcurrencyPolicy::Forbid);
    world.create("sample", every_minute).await?;

    let mut last: Option<Timestamp> = None;
    for _ in 0..seconds.div_ceil(60) {
        let changed =
            move |cron: Option<&CronJob>| last_run(cron).is_some_and(|run| Some(run) != last);
        let cron = operator.until(&crons, "sample", changed).await?;
        let run = last_run(cron.as_ref()).context("no run")?;
        if let Some(last) = last {
            ensure!(
                run.duration_since(last) == SignedDuration::from_mins(1),
                "{last} {run}"
            );
        }
        last = Some(run);
    }
    // Those that the limit keeps, and the one of this minute.
    let kept = jobs.list(&Default::default()).await?.items.len();
    ensure!((1..=4).contains(&kept), "{kept} Jobs");
    Ok(operator.stop().await?)
}

fn last_run(cron: Option<&CronJob>) -> Option<Timestamp> {
    let status = cron?.status.as_ref()?;
    status.last_schedule_time.as_ref().map(|time| time.0)
}
