//! Enums with a tag.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Internal")]
pub struct InternalSpec {
    backend: Backend,
    optional: Option<Backend>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Backend {
    /// In a bucket.
    Bucket { name: String, region: Option<String> },
    Disk { path: String, size: i32 },
    Memory,
}
