//! serde's attributes on a root type and its fields, whose serde impls the derive writes.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug)]
#[resource(group = "example.com", version = "v1")]
#[serde(rename_all = "camelCase", crate = "other", default)]
pub struct Root {
    pub metadata: ObjectMeta,
    #[serde(alias = "specification", rename = "specs")]
    pub spec: Part,
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub status: Option<Part>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Schema)]
pub struct Part {}
