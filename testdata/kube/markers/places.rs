//! Kubebuilder markers on variants, on flattened fields, and where the Rust type does not matter.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Its text mentions `+kubebuilder:validation:Schemaless`, and has it as an example.
    ///
    /// ```
    /// +kubebuilder:validation:Schemaless
    /// ```
    mentioned: String,
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
