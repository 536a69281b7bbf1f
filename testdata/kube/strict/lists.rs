//! Lists of Kubernetes types.
//!
//! exact: lost

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Lists")]
pub struct ListsSpec {
    containers: Vec<k8s_openapi::api::core::v1::Container>,
    affinity: Option<k8s_openapi::api::core::v1::Affinity>,
}
