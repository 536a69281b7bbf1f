//! A flattened enum beside a flattened map.
//!
//! exact: refused

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlattenedWithMap")]
pub struct FlattenedWithMapSpec {
    name: String,
    #[serde(flatten)]
    source: Source,
    #[serde(flatten)]
    other: BTreeMap<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Source {
    /// From a file.
    File { path: String },
    Text(String),
}
