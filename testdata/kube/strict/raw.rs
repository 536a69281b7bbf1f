//! Objects of any kind.
//!
//! exact: lost

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Raw")]
pub struct RawSpec {
    template: k8s_openapi::apimachinery::pkg::runtime::RawExtension,
}
