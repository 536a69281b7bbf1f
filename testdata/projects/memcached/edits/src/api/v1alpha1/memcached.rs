//! The API type Memcached.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// MemcachedSpec defines the desired state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedSpec {
    /// How many servers run.
    /// +kubebuilder:default=1
    /// +kubebuilder:validation:Minimum=0
    /// +kubebuilder:validation:Maximum=100
    pub size: i32,

    /// The image of the servers.
    /// +kubebuilder:default="memcached:1.6-alpine"
    /// +kubebuilder:validation:MinLength=1
    pub image: String,

    /// The memory for items, of each server.
    /// +kubebuilder:default=64
    /// +kubebuilder:validation:Minimum=1
    pub memory_megabytes: i32,
}

/// MemcachedStatus defines the observed state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedStatus {
    /// How many servers answer.
    #[serde(default)]
    pub ready: i32,

    /// Conditions describe the current state of the Memcached, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Memcached is the Schema for the memcacheds API.
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.size,statuspath=.status.ready
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "cache.example.org", version = "v1alpha1")]
pub struct Memcached {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Memcached.
    pub spec: MemcachedSpec,
    /// Status defines the observed state of Memcached.
    pub status: Option<MemcachedStatus>,
}
