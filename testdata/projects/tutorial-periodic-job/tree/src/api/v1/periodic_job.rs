//! The API type PeriodicJob.

use k8s_openapi::api::batch::v1::JobTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// PeriodicJobSpec defines the desired state of PeriodicJob.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodicJobSpec {
    /// EveryMinutes is the time from one Job to the next.
    /// +kubebuilder:validation:Minimum=1
    pub every_minutes: i32,
    /// Suspend stops the creation of Jobs.
    #[serde(default)]
    pub suspend: bool,
    /// JobTemplate is the template of the Jobs.
    pub job_template: JobTemplateSpec,
}

/// PeriodicJobStatus defines the observed state of PeriodicJob.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PeriodicJobStatus {
    /// Conditions describe the current state of the PeriodicJob, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// PeriodicJob is the Schema for the periodicjobs API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
/// +kubebuilder:conversion:strategy=Webhook
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "batch.example.com", version = "v1")]
pub struct PeriodicJob {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of PeriodicJob.
    pub spec: PeriodicJobSpec,
    /// Status defines the observed state of PeriodicJob.
    pub status: Option<PeriodicJobStatus>,
}
