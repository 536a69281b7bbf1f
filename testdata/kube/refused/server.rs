//! Schemas that the API server rejects.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Tuple")]
pub struct TupleSpec {
    pair: (String, u8),
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Keys")]
pub struct KeysSpec {
    keys: std::collections::BTreeMap<u8, String>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Tree")]
pub struct TreeSpec {
    children: Vec<Node>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Node {
    children: Vec<Node>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1",
    kind = "Shown",
    status = "ShownStatus",
    printcolumn(name = "Size", type_ = "int", json_path = ".spec.size"),
    scale(spec_replicas_path = ".size", status_replicas_path = ".status.size")
)]
pub struct ShownSpec {
    /// +kubebuilder:default="four"
    size: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct ShownStatus {
    size: i32,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Endless")]
pub struct EndlessSpec {
    endless: Growing<u8>,
}

/// Each of its types has another one.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Growing<T> {
    value: T,
    next: Option<Box<Growing<Vec<T>>>>,
}
