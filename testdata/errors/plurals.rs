// door: cli
//! Kinds that have the same plural, and columns that lead nowhere.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Mouse {
    pub metadata: ObjectMeta,
}

/// +kubebuilder:resource:path=mice
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Rodent {
    pub metadata: ObjectMeta,
}

