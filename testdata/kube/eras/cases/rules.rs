//! Rules of `KubeSchema`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt, KubeSchema};
use serde::{Deserialize, Serialize};

/// A spec with rules.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, KubeSchema)]
#[kube(group = "example.com", version = "v1", kind = "Ruled", validation = "self.metadata.name == 'one'")]
#[x_kube(validation = ("self.low <= self.high", "low must not exceed high"))]
pub struct RuledSpec {
    #[x_kube(validation = "self > 0")]
    low: i32,
    /// The upper one.
    high: i32,
    #[x_kube(merge_strategy = kube::core::ListMerge::Set)]
    names: Vec<String>,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Ruled::crd]
}
