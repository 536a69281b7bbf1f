//! The API type CronJob, with a field for every part of the schedule.

use k8s_openapi::api::batch::v1::JobTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

use crate::api::v1::cron_job::{ConcurrencyPolicy, CronJobStatus};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// CronSchedule says when Jobs start, in UTC. Each field is one of crontab's: a number, a range, a list, a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CronSchedule {
    /// Minute from 0 to 59.
    /// +kubebuilder:default="*"
    pub minute: String,
    /// Hour from 0 to 23.
    /// +kubebuilder:default="*"
    pub hour: String,
    /// DayOfMonth from 1 to 31.
    /// +kubebuilder:default="*"
    pub day_of_month: String,
    /// Month from 1 to 12, or a name.
    /// +kubebuilder:default="*"
    pub month: String,
    /// DayOfWeek from 0 (Sunday) to 6, or a name.
    /// +kubebuilder:default="*"
    pub day_of_week: String,
}

/// CronJobSpec defines the desired state of CronJob.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CronJobSpec {
    /// Schedule says when Jobs start.
    pub schedule: CronSchedule,

    /// StartingDeadlineSeconds is how late a Job may start, for example because the operator did not run. Later runs are
    /// skipped. Without it, the last run that was missed always starts.
    /// +kubebuilder:validation:Minimum=0
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starting_deadline_seconds: Option<i64>,

    /// ConcurrencyPolicy says what happens when a run is due and a Job of an earlier run is still active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency_policy: Option<ConcurrencyPolicy>,

    /// Suspend stops further runs. Active Jobs continue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<bool>,

    /// JobTemplate is the Job of each run.
    pub job_template: JobTemplateSpec,

    /// SuccessfulJobsHistoryLimit is the number of completed Jobs to keep.
    /// +kubebuilder:validation:Minimum=0
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successful_jobs_history_limit: Option<u32>,

    /// FailedJobsHistoryLimit is the number of failed Jobs to keep.
    /// +kubebuilder:validation:Minimum=0
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_jobs_history_limit: Option<u32>,
}

/// CronJob is the Schema for the cronjobs API.
/// +kubebuilder:subresource:status
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "batch.tutorial.kubebuilder.io", version = "v2")]
pub struct CronJob {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of CronJob.
    pub spec: CronJobSpec,
    /// Status defines the observed state of CronJob.
    pub status: Option<CronJobStatus>,
}
