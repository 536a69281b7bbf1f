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
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,xDescriptors="urn:alm:descriptor:com.tectonic.ui:podCount",order=1
    /// +kubebuilder:validation:Minimum=0
    /// +kubebuilder:validation:Maximum=100
    pub replicas: i32,

    /// The image of the servers.
    /// +kubebuilder:default="memcached:1.6-alpine"
    /// +kubebuilder:validation:MinLength=1
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    pub image: String,

    /// The memory for items, of each server.
    pub memory: Memory,

    /// The number of seconds after which an idle connection is closed. By default, it stays open.
    /// +kubebuilder:validation:Minimum=1
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_timeout_seconds: Option<i32>,
}

/// Memory is the memory of a server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    /// The memory for all items together.
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,displayName="Memory in megabytes"
    /// +kubebuilder:validation:Minimum=1
    pub megabytes: i32,

    /// The size of the largest item. The default is an eighth of the memory, and at most one megabyte.
    /// +kubebuilder:validation:Minimum=1
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_item_kilobytes: Option<i32>,
}

/// MemcachedStatus defines the observed state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedStatus {
    /// How many servers answer.
    /// +operator-sdk:csv:customresourcedefinitions:type=status
    #[serde(default)]
    pub ready_replicas: i32,

    /// Conditions describe the current state of the Memcached, such as Available.
    /// +operator-sdk:csv:customresourcedefinitions:type=status,xDescriptors="urn:alm:descriptor:io.kubernetes.conditions"
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Memcached is the Schema for the memcacheds API.
/// +operator-sdk:csv:customresourcedefinitions:resources={{Deployment,v1,memcached}}
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.readyReplicas
/// +kubebuilder:storageversion
/// +kubebuilder:conversion:strategy=Webhook
/// +kubebuilder:printcolumn:name="Replicas",type=integer,JSONPath=`.spec.replicas`
/// +kubebuilder:printcolumn:name="Ready",type=integer,JSONPath=`.status.readyReplicas`
/// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "cache.example.org", version = "v1")]
pub struct Memcached {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Memcached.
    pub spec: MemcachedSpec,
    /// Status defines the observed state of Memcached.
    pub status: Option<MemcachedStatus>,
}
