//! A kind in a crate whose feature its operator enables.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Serialize, Deserialize, Schema)]
#[resource(group = "example.com", version = "v1")]
pub struct Api {
    pub metadata: ObjectMeta,
    pub spec: Size,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Size {
    #[cfg_attr(feature = "renamed", serde(rename = "renamed"))]
    pub plain: i32,
}
