//! Values of any type.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Any")]
pub struct AnySpec {
    value: serde_json::Value,
    optional: Option<serde_json::Value>,
    list: Vec<serde_json::Value>,
}
