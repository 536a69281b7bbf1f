//! Flattened fields.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Flattened")]
pub struct FlattenedSpec {
    own: String,
    /// Lost.
    #[serde(flatten)]
    common: Common,
    #[serde(flatten)]
    optional: Option<More>,
    nested: Nested,
}

pub struct Plain;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Nested {
    /// Its own.
    a: String,
    #[serde(flatten)]
    common: Common,
}

/// Common fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The first.
    a: i32,
    b: Option<String>,
}

/// More fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct More {
    c: i32,
    d: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Choice {
    First { a: i32 },
    /// The second.
    Second { b: i32 },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatChoice")]
pub struct FlatChoiceSpec {
    own: String,
    #[serde(flatten)]
    choice: Option<Choice>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Other {
    Third { c: i32 },
    Fourth { d: i32 },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatChoices")]
pub struct FlatChoicesSpec {
    #[serde(flatten)]
    choice: Choice,
    #[serde(flatten)]
    other: Other,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatTyped")]
pub struct FlatTypedSpec {
    own: String,
    #[serde(flatten)]
    rest: BTreeMap<String, i32>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatValue")]
pub struct FlatValueSpec {
    own: String,
    #[serde(flatten)]
    rest: serde_json::Value,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatOpen")]
pub struct FlatOpenSpec {
    own: String,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Unit {
    A,
    B,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatUnit")]
pub struct FlatUnitSpec {
    own: String,
    #[serde(flatten)]
    unit: Unit,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "ClosedHere")]
#[serde(deny_unknown_fields)]
pub struct ClosedHereSpec {}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![
        Flattened::crd,
        FlatChoice::crd,
        FlatChoices::crd,
        FlatTyped::crd,
        FlatValue::crd,
        FlatOpen::crd,
        FlatUnit::crd,
        ClosedHere::crd,
    ]
}
