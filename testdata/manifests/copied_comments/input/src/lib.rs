//! Comments that were copied from Go, in a crate that has nothing of kubewright.

use kube_derive::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// +kubebuilder:object:root=true
// +kubebuilder:resource:path=foos,scope=Namespaced
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Foo")]
pub struct FooSpec {
    // +optional
    pub size: i32,
}
