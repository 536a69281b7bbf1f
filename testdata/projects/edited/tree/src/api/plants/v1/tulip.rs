//! The API type Tulip.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// TulipSpec defines the desired state of Tulip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TulipSpec {
    /// Foo is an example field of Tulip; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// TulipStatus defines the observed state of Tulip.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TulipStatus {
    /// Conditions describe the current state of the Tulip, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Tulip is the Schema for the tulips API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "plants.example.com", version = "v1")]
pub struct Tulip {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Tulip.
    pub spec: TulipSpec,
    /// Status defines the observed state of Tulip.
    pub status: Option<TulipStatus>,
}
