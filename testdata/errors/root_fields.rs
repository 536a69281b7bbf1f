//! Fields that every object has already, and `#[resource]` twice.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

#[derive(CustomResource, Clone, Debug)]
#[resource(group = "example.com", version = "v1")]
#[serde(rename_all = "camelCase")]
pub struct Root {
    pub metadata: ObjectMeta,
    pub api_version: String,
    pub kind: i32,
}

#[derive(CustomResource, Clone, Debug)]
#[resource(group = "example.com", version = "v1")]
#[resource(kind = "Second")]
pub struct Twice {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource, Clone, Debug)]
#[resource(group = "example.com", version = "v1", group = "example.org")]
pub struct Group {
    pub metadata: ObjectMeta,
}
