//! Bounds of garde with `KubeSchema`.
//!
//! exact: lost

use kube::core::StructMerge;

use kube::{CustomResource, KubeSchema};
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, KubeSchema)]
#[kube(group = "example.com", version = "v1", kind = "Garde")]
pub struct GardeSpec {
    #[garde(length(min = 1))]
    name: String,
    #[x_kube(merge_strategy = StructMerge::Atomic)]
    part: Part,
}

#[derive(Clone, Debug, Deserialize, Serialize, schemars::JsonSchema)]
pub struct Part {
    size: i32,
}
