//! Markers in places where they would have no effect.

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Flat", namespaced)]
pub struct FlatSpec {
    /// +kubebuilder:validation:MaxLength=3
    /// +optional
    #[serde(flatten)]
    field: Common,
    /// +kubebuilder:validation:XValidation:rule="has(self.c)"
    #[serde(flatten)]
    optional: Option<Other>,
    /// +kubebuilder:validation:Minimum=1
    #[serde(skip)]
    skipped: i32,
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    shown: i32,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Both", namespaced)]
pub struct BothSpec {
    /// +optional
    /// +required
    both: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Common {
    a: Option<String>,
}

/// +kubebuilder:validation:MinProperties=1
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Other {
    c: Option<String>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Variants", namespaced)]
pub struct VariantsSpec {
    external: External,
    untagged: Untagged,
    unit: Unit,
    numbers: Numbers,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum External {
    /// +optional
    A(String),
    B(
        /// +required
        String,
    ),
    /// +kubebuilder:validation:MinProperties=1
    #[serde(skip)]
    C {},
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Untagged {
    /// +kubebuilder:validation:MinProperties=1
    A { a: String },
    B { b: String },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Unit {
    /// +kubebuilder:validation:MinLength=1
    A,
    B,
}

#[derive(Clone, Debug, Deserialize_repr, Serialize_repr, JsonSchema_repr)]
#[repr(u8)]
pub enum Numbers {
    /// +kubebuilder:validation:Minimum=1
    One = 1,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Untaggeds", namespaced)]
pub struct UntaggedsSpec {
    untagged: Untagged,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Same", namespaced)]
pub struct SameSpec {
    same: TwoFields,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum TwoFields {
    A {
        /// +kubebuilder:validation:MinLength=1
        a: String,
        b: String,
    },
    B {
        a: String,
    },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Keys", namespaced)]
pub struct KeysSpec {
    keys: BTreeMap<Key, String>,
}

/// +kubebuilder:validation:MinLength=1
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(String);

/// +groupName=example.com
/// +k8s:minProperties=1
/// +optional
/// +operator-sdk:csv:customresourcedefinitions:displayName="Kind"
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Root", namespaced)]
pub struct RootSpec {
    field: String,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Others", namespaced)]
pub struct OthersSpec {
    of_other: OfOther,
    by_hand: ByHand,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(from = "Common")]
pub struct OfOther {
    /// +kubebuilder:validation:MinLength=1
    b: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ByHand {
    /// +kubebuilder:validation:MinLength=1
    a: String,
}

impl JsonSchema for ByHand {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByHand".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "object", "properties": {"a": {"type": "string"}}})
    }
}
