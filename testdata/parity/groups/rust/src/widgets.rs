//! One group of two.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Shared {
    pub name: String,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "widgets.example", version = "v1")]
pub struct Nut {
    pub metadata: ObjectMeta,
    pub spec: Shared,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "widgets.example", version = "v1")]
pub struct Bolt {
    pub metadata: ObjectMeta,
    pub spec: Shared,
}
