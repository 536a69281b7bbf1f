//! Kubebuilder markers on types with kube's derive.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A shop.
/// +kubebuilder:resource:shortName=sh,categories=all
/// +kubebuilder:printcolumn:name=Size,type=integer,JSONPath=.spec.size
/// +kubebuilder:validation:XValidation:rule="self.size < 10"
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Shop", namespaced, shortname = "s")]
pub struct ShopSpec {
    /// Its size.
    /// +kubebuilder:validation:Minimum=1
    /// +optional
    size: u32,
    /// +kubebuilder:validation:MaxLength=10
    ///
    /// Its name.
    name: Option<String>,
    /// +listType=map
    /// +listMapKey=name
    parts: Vec<Part>,
    /// +kubebuilder:validation:Required
    mode: Option<Mode>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Part {
    /// +kubebuilder:validation:Pattern=`^[a-z]+$`
    name: String,
    /**
     * How many.
     * +kubebuilder:validation:Maximum=9
     */
    count: u32,
}

/// A mode.
/// +kubebuilder:validation:Enum=A;B
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Mode {
    A,
    B,
}
