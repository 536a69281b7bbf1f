//! Maps with values of any type.
//!
//! exact: lost

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "OpenMap")]
pub struct OpenMapSpec {
    values: BTreeMap<String, serde_json::Value>,
}
