//! The controller `cronjob`.

use anyhow::{Context as _, Result};
use k8s_openapi::api::batch::v1::Job;
use kubewright_runtime::kube::Api;
use kubewright_runtime::owner;

use cronjob_operator::api::v1::cron_job::{ConcurrencyPolicy, CronJob};

use crate::world::{World, at, job, next_run, spec};

fn exists(job: Option<&Job>) -> bool {
    job.is_some()
}

fn is_absent(job: Option<&Job>) -> bool {
    job.is_none()
}

fn is_idle(cron: Option<&CronJob>) -> bool {
    let status = cron.and_then(|cron| cron.status.as_ref());
    status.is_some_and(|status| status.active.is_empty())
}

#[tokio::test]
async fn a_job_starts_at_every_run_and_old_ones_are_deleted() -> Result<()> {
    let world = World::new("schedule").await?;
    let operator = world.start().await?;
    let (crons, jobs): (Api<CronJob>, Api<Job>) = (world.api(), world.api());
    let mut spec = spec();
    spec.successful_jobs_history_limit = Some(1);
    let cron = world.create("sample", spec).await?;
    operator
        .until(&crons, "sample", next_run("00:05:00"))
        .await?;
    assert!(jobs.list(&Default::default()).await?.items.is_empty());
    assert_eq!(world.time.next_wake().await, at("00:05:00"));

    world.time.advance_to(at("00:05:00"));
    let first = job("sample", "00:05:00");
    let started = operator.until(&jobs, &first, exists).await?;
    let started = started.context("no Job")?;
    assert!(owner::is_controlled_by(&started, &cron));
    let pod = started.spec.and_then(|spec| spec.template.spec);
    assert_eq!(pod.context("no Pod")?.containers[0].name, "hello");
    let cron = operator
        .until(&crons, "sample", next_run("00:10:00"))
        .await?;
    let status = cron.and_then(|cron| cron.status).context("no status")?;
    assert_eq!(
        status.last_schedule_time.map(|time| time.0),
        Some(at("00:05:00"))
    );
    let active = status.active.first().and_then(|job| job.name.as_deref());
    assert_eq!(active, Some(first.as_str()));
    world.complete(&first).await?;
    operator.until(&crons, "sample", is_idle).await?;

    world.time.advance_to(at("00:10:00"));
    let second = job("sample", "00:10:00");
    operator.until(&jobs, &second, exists).await?;
    world.complete(&second).await?;
    operator.until(&jobs, &first, is_absent).await?;
    Ok(operator.stop().await?)
}

#[tokio::test]
async fn an_operator_that_starts_again_starts_no_second_job() -> Result<()> {
    let world = World::new("restart").await?;
    let operator = world.start().await?;
    let (crons, jobs): (Api<CronJob>, Api<Job>) = (world.api(), world.api());
    world.create("sample", spec()).await?;
    operator
        .until(&crons, "sample", next_run("00:05:00"))
        .await?;
    world.time.advance_to(at("00:05:00"));
    operator
        .until(&crons, "sample", next_run("00:10:00"))
        .await?;
    operator.stop().await?;

    // The run of 00:10 is missed by more than its deadline, the run of 00:15 is not.
    world.time.advance_to(at("00:15:20"));
    let operator = world.start().await?;
    operator
        .until(&crons, "sample", next_run("00:20:00"))
        .await?;
    let names = jobs.list(&Default::default()).await?.items;
    let names: Vec<_> = names
        .into_iter()
        .filter_map(|job| job.metadata.name)
        .collect();
    assert_eq!(
        names,
        ["00:05:00", "00:15:00"].map(|run| job("sample", run))
    );
    Ok(operator.stop().await?)
}

#[tokio::test]
async fn the_policy_decides_about_an_active_job() -> Result<()> {
    let world = World::new("policies").await?;
    let operator = world.start().await?;
    let (crons, jobs): (Api<CronJob>, Api<Job>) = (world.api(), world.api());
    for (name, policy) in [
        ("allow", ConcurrencyPolicy::Allow),
        ("forbid", ConcurrencyPolicy::Forbid),
        ("replace", ConcurrencyPolicy::Replace),
    ] {
        let mut spec = spec();
        spec.concurrency_policy = Some(policy);
        world.create(name, spec).await?;
        operator.until(&crons, name, next_run("00:05:00")).await?;
    }
    for (now, next) in [("00:05:00", "00:10:00"), ("00:10:00", "00:15:00")] {
        world.time.advance_to(at(now));
        for name in ["allow", "forbid", "replace"] {
            operator.until(&crons, name, next_run(next)).await?;
        }
    }
    let (first, second) = ("00:05:00", "00:10:00");
    let names = jobs.list(&Default::default()).await?.items;
    let names: Vec<_> = names
        .into_iter()
        .filter_map(|job| job.metadata.name)
        .collect();
    let expected = [
        job("allow", first),
        job("allow", second),
        job("forbid", first),
        job("replace", second),
    ];
    assert_eq!(names, expected);

    world.complete(&job("forbid", first)).await?;
    operator
        .until(&jobs, &job("forbid", second), exists)
        .await?;
    Ok(operator.stop().await?)
}
