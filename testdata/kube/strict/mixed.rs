//! Enums with and without data.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Mixed")]
pub struct MixedSpec {
    action: Action,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Action {
    Stop,
    Start(String),
    Wait { seconds: u32 },
}
