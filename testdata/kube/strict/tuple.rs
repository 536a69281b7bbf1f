//! Tuples.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Tuple")]
pub struct TupleSpec {
    pair: (String, u8),
    point: (i32, i32),
}
