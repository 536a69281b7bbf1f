//! Features of two tables.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use shared::{Size, Standard};

#[derive(CustomResource, Clone, Debug, Serialize, Deserialize, Schema)]
#[resource(group = "example.com", version = "v1")]
pub struct On {
    pub metadata: ObjectMeta,
    pub spec: OnSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct OnSpec {
    pub size: Size,
    pub standard: Standard,
}
