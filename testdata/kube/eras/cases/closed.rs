//! Types that refuse unknown fields.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Closed")]
#[serde(deny_unknown_fields)]
pub struct ClosedSpec {
    size: i32,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Closed::crd]
}
