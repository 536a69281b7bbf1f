//! A flattened map.
//!
//! exact: refused

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlattenedMap")]
pub struct FlattenedMapSpec {
    name: String,
    #[serde(flatten)]
    other: BTreeMap<String, i32>,
}
