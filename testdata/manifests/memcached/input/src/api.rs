use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// MemcachedSpec defines the desired state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedSpec {
    /// Size is the number of replicas.
    /// +kubebuilder:validation:Minimum=1
    pub size: i32,
    /// Mode says when pods are replaced.
    pub update_mode: Option<Mode>,
}

/// Mode says when pods are replaced.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub enum Mode {
    #[default]
    Always,
    Never,
}

/// MemcachedStatus defines the observed state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct MemcachedStatus {
    /// Conditions of the resource.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Memcached is the Schema for the memcacheds API.
/// +kubebuilder:subresource:status
/// +kubebuilder:resource:shortName=mc
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "cache.example.com", version = "v1alpha1")]
pub struct Memcached {
    pub metadata: ObjectMeta,
    pub spec: MemcachedSpec,
    pub status: Option<MemcachedStatus>,
}
