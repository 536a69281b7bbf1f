//! What flattened fields cannot keep.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(CustomResource, Clone, Debug, Serialize, Deserialize, Schema)]
#[resource(group = "example.com", version = "v1")]
pub struct Lost {
    pub metadata: ObjectMeta,
    pub spec: LostSpec,
}

/// +kubebuilder:validation:MaxLength=3
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Short(pub String);

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Deep {
    pub list: Vec<Short>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct LostSpec {
    pub own: i32,
    #[serde(flatten)]
    pub all: BTreeMap<String, Deep>,
}
