//! The API type Backup.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// BackupSpec defines the desired state of Backup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct BackupSpec {
    /// Foo is an example field of Backup; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// BackupStatus defines the observed state of Backup.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct BackupStatus {
    /// Conditions describe the current state of the Backup, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Backup is the Schema for the backups API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "storage.example.com", version = "v1")]
pub struct Backup {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Backup.
    pub spec: BackupSpec,
    /// Status defines the observed state of Backup.
    pub status: Option<BackupStatus>,
}
