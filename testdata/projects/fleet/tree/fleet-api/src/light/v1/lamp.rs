//! The API type Lamp.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// LampSpec defines the desired state of Lamp.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct LampSpec {
    /// Foo is an example field of Lamp; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// LampStatus defines the observed state of Lamp.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct LampStatus {
    /// Conditions describe the current state of the Lamp, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Lamp is the Schema for the lamps API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "light.example.org", version = "v1")]
pub struct Lamp {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Lamp.
    pub spec: LampSpec,
    /// Status defines the observed state of Lamp.
    pub status: Option<LampStatus>,
}
