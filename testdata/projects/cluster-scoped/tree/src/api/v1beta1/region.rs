//! The API type Region.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// RegionSpec defines the desired state of Region.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct RegionSpec {
    /// Foo is an example field of Region; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// RegionStatus defines the observed state of Region.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct RegionStatus {
    /// Conditions describe the current state of the Region, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Region is the Schema for the regiones API.
/// +kubebuilder:subresource:status
/// +kubebuilder:resource:path=regiones,scope=Cluster
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "infra.example.com", version = "v1beta1")]
pub struct Region {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Region.
    pub spec: RegionSpec,
    /// Status defines the observed state of Region.
    pub status: Option<RegionStatus>,
}
