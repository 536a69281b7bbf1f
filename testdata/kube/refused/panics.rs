//! Types for which kube panics.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Mixed")]
pub struct MixedSpec {
    mixed: MixedEnum,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum MixedEnum {
    Unit,
    Data(String),
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Tagged")]
pub struct TaggedSpec {
    tagged: TaggedEnum,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type")]
pub enum TaggedEnum {
    A { a: String },
    B { b: String },
}
