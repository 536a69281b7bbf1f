//! Enums with a tag and content.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Adjacent")]
pub struct AdjacentSpec {
    source: Source,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "value")]
pub enum Source {
    Git { url: String },
    Inline(String),
    None,
}
