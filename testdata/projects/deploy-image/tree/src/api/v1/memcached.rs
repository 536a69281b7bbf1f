//! The API type Memcached.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// MemcachedSpec defines the desired state of Memcached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedSpec {
    /// Replicas is the number of Pods.
    /// +kubebuilder:default=1
    /// +kubebuilder:validation:Minimum=0
    #[serde(default = "one")]
    pub replicas: i32,

    /// Image is the container image of the Pods.
    /// +kubebuilder:default="memcached:1.6-alpine"
    /// +kubebuilder:validation:MinLength=1
    #[serde(default = "image")]
    pub image: String,

    /// ContainerPort is the port that the container listens on.
    /// +kubebuilder:default=11211
    /// +kubebuilder:validation:Minimum=1
    /// +kubebuilder:validation:Maximum=65535
    #[serde(default = "port")]
    pub container_port: i32,
}

impl Default for MemcachedSpec {
    fn default() -> Self {
        Self {
            replicas: one(),
            image: image(),
            container_port: port(),
        }
    }
}

// The same defaults as in the markers, for objects that the program creates.

fn one() -> i32 {
    1
}

fn image() -> String {
    "memcached:1.6-alpine".to_owned()
}

fn port() -> i32 {
    11211
}

/// MemcachedStatus defines the observed state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedStatus {
    /// ReadyReplicas is the number of Pods that are ready.
    #[serde(default)]
    pub ready_replicas: i32,

    /// Conditions describe the current state of the Memcached: Available when all Pods are ready.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Memcached is the Schema for the memcacheds API.
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.readyReplicas
/// +kubebuilder:printcolumn:name="Replicas",type=integer,JSONPath=`.spec.replicas`
/// +kubebuilder:printcolumn:name="Ready",type=integer,JSONPath=`.status.readyReplicas`
/// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "cache.example.com", version = "v1")]
pub struct Memcached {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Memcached.
    pub spec: MemcachedSpec,
    /// Status defines the observed state of Memcached.
    pub status: Option<MemcachedStatus>,
}
