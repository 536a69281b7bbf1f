//! Optional enums with data.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "OptionalData")]
pub struct OptionalDataSpec {
    data: Option<Data>,
    /// A field with a text.
    documented: Option<Data>,
    required: Data,
}

/// One or the other.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Data {
    /// The first.
    First { size: i32 },
    Second(String),
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![OptionalData::crd]
}
