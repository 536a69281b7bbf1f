//! Two versions of a crate.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Serialize, Deserialize, Schema)]
#[resource(group = "example.com", version = "v1")]
pub struct Versions {
    pub metadata: ObjectMeta,
    pub spec: VersionsSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct VersionsSpec {
    pub first: shared::Size,
    pub second: shared_next::Size,
}
