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

/// Markers on variants, on flattened fields, and where the Rust type does not matter.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Place", namespaced)]
pub struct PlaceSpec {
    /// The optional data of a variant.
    /// +kubebuilder:validation:MinProperties=1
    data: Option<Data>,
    /// +kubebuilder:validation:XValidation:rule="has(self.a) || has(self.b)"
    #[serde(flatten)]
    flat: Flat,
    /// +k8s:immutable
    once: Option<String>,
    /// Its type contains itself.
    /// +kubebuilder:validation:Schemaless
    /// +kubebuilder:pruning:PreserveUnknownFields
    tree: Option<Tree>,
    by_hand: ByHand,
}

/// +kubebuilder:validation:MaxProperties=1
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Data {
    /// A text.
    /// +kubebuilder:validation:MaxLength=10
    Text(String),
    /// +kubebuilder:validation:MinProperties=1
    Object {
        /// +kubebuilder:validation:Minimum=1
        /// +optional
        size: u32,
    },
    Named(
        /// +kubebuilder:validation:MinLength=1
        String,
    ),
}

/// +kubebuilder:validation:AtMostOneOf=a;b
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Flat {
    a: Option<String>,
    b: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Tree {
    children: Vec<Tree>,
}

/// +kubebuilder:validation:MaxProperties=3
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ByHand;

impl JsonSchema for ByHand {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByHand".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "object", "additionalProperties": {"type": "string"}})
    }
}
