//! Two flattened enums.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "TwoFlattened")]
pub struct TwoFlattenedSpec {
    #[serde(flatten)]
    one: One,
    #[serde(flatten)]
    other: Other,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum One {
    A { size: i32 },
    B(String),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Other {
    C(i32),
    D(bool),
}
