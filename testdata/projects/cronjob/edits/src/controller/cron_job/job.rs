//! The Job of a run.

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::jiff::Timestamp;
use kubewright_runtime::kube::Resource as _;
use kubewright_runtime::owner::{OwnedExt as _, OwnerError};

use crate::api::v1::cron_job::CronJob;

/// The annotation that keeps the time of a Job's run.
const SCHEDULED_AT: &str = "batch.tutorial.kubebuilder.io/scheduled-at";

/// How a Job finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Succeeded,
    Failed,
}

/// Returns the Job of a run, as the template has it.
pub(super) fn of(cron: &CronJob, run: Timestamp) -> Result<Job, OwnerError> {
    let template = cron.spec.job_template.clone();
    let mut metadata = template.metadata.unwrap_or_default();
    let name = cron.metadata.name.as_deref().unwrap_or_default();
    // Schedules are exact to the minute.
    metadata.name = Some(format!("{name}-{}", run.as_second() / 60));
    metadata.namespace = cron.metadata.namespace.clone();
    let annotations = metadata.annotations.get_or_insert_default();
    annotations.insert(SCHEDULED_AT.to_owned(), run.to_string());
    let job = Job {
        metadata,
        spec: template.spec,
        status: None,
    };
    job.controlled_by(cron)
}

/// Returns the time of the run that a Job was started for.
pub(super) fn run(job: &Job) -> Option<Timestamp> {
    let annotations = job.metadata.annotations.as_ref()?;
    annotations.get(SCHEDULED_AT)?.parse().ok()
}

/// Returns how a Job finished, if it has.
pub(super) fn outcome(job: &Job) -> Option<Outcome> {
    let conditions = job.status.as_ref()?.conditions.iter().flatten();
    let mut met = conditions.filter(|condition| condition.status == "True");
    met.find_map(|condition| match condition.type_.as_str() {
        "Complete" => Some(Outcome::Succeeded),
        "Failed" => Some(Outcome::Failed),
        _ => None,
    })
}

/// Returns a reference for the status, which does not change whenever the Job does.
pub(super) fn reference(job: &Job) -> ObjectReference {
    ObjectReference {
        resource_version: None,
        ..job.object_ref(&())
    }
}
