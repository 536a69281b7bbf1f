//! Markers that are text, because of what is before them.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Text", namespaced)]
pub struct TextSpec {
    /// + kubebuilder:validation:Minimum=1
    space: i32,
    /// The limits:
    /// - +kubebuilder:validation:Minimum=1
    item: i32,
    /// ```yaml
    /// +kubebuilder:validation:Minimum=1
    open_block: i32,
}
