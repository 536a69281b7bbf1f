//! Enums without tags.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Untagged")]
pub struct UntaggedSpec {
    structs: Structs,
    /// Optional.
    optional: Option<Structs>,
}

/// By its fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Structs {
    /// With one field.
    One { a: i32 },
    /// With two fields.
    Two { b: String, c: Option<bool> },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Scalar")]
pub struct ScalarSpec {
    scalar: Scalars,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalars {
    Number(i32),
    /// As text.
    Text(String),
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Untagged::crd, Scalar::crd]
}
