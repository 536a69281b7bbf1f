//! Flattened fields.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Flat")]
pub struct FlatSpec {
    own: String,
    #[serde(flatten)]
    common: Common,
    #[serde(flatten)]
    optional: Option<More>,
}

/// Common fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Common {
    /// The first.
    a: i32,
    b: Option<String>,
}

/// More fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct More {
    c: i32,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatEnum")]
pub struct FlatEnumSpec {
    own: String,
    #[serde(flatten)]
    one: Choice,
}

/// A choice.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Choice {
    First { a: i32 },
    /// The second.
    Second { b: i32 },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "FlatMap")]
pub struct FlatMapSpec {
    own: String,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Flat::crd, FlatEnum::crd, FlatMap::crd]
}
