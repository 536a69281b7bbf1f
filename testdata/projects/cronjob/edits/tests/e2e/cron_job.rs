//! The controller `cronjob`.

use anyhow::{Result, ensure};

use crate::cluster::{deploy, kubectl};

#[test]
fn the_sample_starts_a_job() -> Result<()> {
    deploy()?;
    kubectl("apply -f config/samples/batch_v1_cronjob.yaml")?;
    let sample = "cronjobs.batch.tutorial.kubebuilder.io/cronjob-sample";
    let wait = format!("wait {sample} --for=condition=Available --timeout=1m");
    kubectl(&wait)?;
    let wait = format!("wait {sample} --for=jsonpath={{.status.lastScheduleTime}} --timeout=2m");
    kubectl(&wait)?;
    let jobs = kubectl("get jobs -o name")?;
    ensure!(jobs.contains("cronjob-sample-"), "the Jobs are {jobs}");
    Ok(())
}
