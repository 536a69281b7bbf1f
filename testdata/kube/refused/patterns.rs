//! Patterns that are not read.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Patterns")]
pub struct PatternsSpec {
    #[serde(default = "middle")]
    middle: u8,
}

fn middle() -> u8 {
    match (1, 2, 3) {
        (.., 4) => 5,
        _ => 6,
    }
}
