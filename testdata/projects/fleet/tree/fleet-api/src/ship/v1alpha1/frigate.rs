//! The API type Frigate.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// FrigateSpec defines the desired state of Frigate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct FrigateSpec {
    /// Foo is an example field of Frigate; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// FrigateStatus defines the observed state of Frigate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct FrigateStatus {
    /// Conditions describe the current state of the Frigate, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Frigate is the Schema for the frigates API.
/// +kubebuilder:subresource:status
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "ship.example.org", version = "v1alpha1")]
pub struct Frigate {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Frigate.
    pub spec: FrigateSpec,
    /// Status defines the observed state of Frigate.
    pub status: Option<FrigateStatus>,
}
