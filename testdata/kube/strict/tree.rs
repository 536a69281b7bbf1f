//! A type that contains itself.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Tree")]
pub struct TreeSpec {
    root: Node,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Node {
    name: String,
    children: Vec<Node>,
}
