//! The first page of the documentation.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta, Time};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// MemcachedSpec defines the desired state of Memcached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MemcachedSpec {
    /// Size is the number of replicas.
    /// +kubebuilder:validation:Minimum=1
    pub size: i32,
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

pub fn samples() -> Vec<Memcached> {
    let plain = Memcached::new("plain", MemcachedSpec { size: 3 });
    let condition = Condition {
        last_transition_time: Time(k8s_openapi::jiff::Timestamp::UNIX_EPOCH),
        message: "all replicas run".to_owned(),
        observed_generation: Some(1),
        reason: "Running".to_owned(),
        status: "True".to_owned(),
        type_: "Available".to_owned(),
    };
    let status = MemcachedStatus { conditions: vec![condition] };
    vec![Memcached { status: Some(status), ..plain.clone() }, plain]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    vec![
        (serde_json::json!({ "size": 0 }), "should be greater than or equal to 1"),
        (serde_json::json!({}), "spec.size: Required value"),
        (serde_json::json!({ "size": "1" }), "must be of type integer"),
    ]
}
