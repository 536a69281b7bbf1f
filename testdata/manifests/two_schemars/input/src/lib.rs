//! A type of k8s-openapi that implements the traits of two versions of schemars, as all of version 0.28 do.

use k8s_openapi::api::core::v1::SecretKeySelector;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Foo")]
pub struct FooSpec {
    pub password: SecretKeySelector,
}
