//! What the operator works for.

use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct LoadSpec {
    pub size: i32,
}

/// What is there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct LoadStatus {
    #[serde(default)]
    pub size: i32,
}

/// What the operator works for.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "bench.example.com", version = "v1")]
pub struct Load {
    pub metadata: ObjectMeta,
    pub spec: LoadSpec,
    pub status: Option<LoadStatus>,
}
