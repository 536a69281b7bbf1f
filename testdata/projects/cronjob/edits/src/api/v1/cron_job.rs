//! The API type CronJob.

use k8s_openapi::api::batch::v1::JobTemplateSpec;
use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta, Time};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// CronJobSpec defines the desired state of CronJob.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CronJobSpec {
    /// Schedule says when Jobs start, in UTC: five fields as in crontab, or a nickname such as `@hourly`.
    /// +kubebuilder:validation:MinLength=1
    pub schedule: String,

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

/// ConcurrencyPolicy says what happens when a run is due and a Job of an earlier run is still active.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Schema)]
pub enum ConcurrencyPolicy {
    /// Jobs run at the same time.
    #[default]
    Allow,
    /// The run waits for the active Job, and is skipped if the next run comes first.
    Forbid,
    /// The active Job is deleted.
    Replace,
}

/// CronJobStatus defines the observed state of CronJob.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CronJobStatus {
    /// Active lists the unfinished Jobs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub active: Vec<ObjectReference>,

    /// LastScheduleTime is the time of the last run for which a Job was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_schedule_time: Option<Time>,

    /// Conditions describe the current state of the CronJob, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// CronJob is the Schema for the cronjobs API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
/// +kubebuilder:conversion:strategy=Webhook
/// +kubebuilder:printcolumn:name="Schedule",type=string,JSONPath=`.spec.schedule`
/// +kubebuilder:printcolumn:name="Suspend",type=boolean,JSONPath=`.spec.suspend`
/// +kubebuilder:printcolumn:name="Last Run",type=date,JSONPath=`.status.lastScheduleTime`
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "batch.tutorial.kubebuilder.io", version = "v1")]
pub struct CronJob {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of CronJob.
    pub spec: CronJobSpec,
    /// Status defines the observed state of CronJob.
    pub status: Option<CronJobStatus>,
}
