//! Defaults that a rule of their own schema rejects, as the API server finds when the CRD is applied.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::KubeSchema;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, CustomResource)]
#[resource(group = "example.com", version = "v1", kind = "Tea")]
pub struct Tea {
    pub metadata: ObjectMeta,
    pub spec: TeaSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct TeaSpec {
    /// +kubebuilder:default=3
    /// +kubebuilder:validation:XValidation:rule="self % 2 == 0",message="must be even"
    pub cups: i32,

    /// +kubebuilder:default=4
    /// +kubebuilder:validation:XValidation:rule="self % 2 == 0",message="must be even"
    pub spoons: i32,

    /// +kubebuilder:default={min: 5, max: 4}
    pub temperature: Range,
}

/// +kubebuilder:validation:XValidation:rule="self.min < self.max"
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Range {
    pub min: i32,
    pub max: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, kube::CustomResource, KubeSchema)]
#[kube(group = "example.com", version = "v1", kind = "Milk")]
pub struct MilkSpec {
    #[x_kube(validation = "self > 3")]
    #[serde(default = "percent")]
    pub percent: i32,
}

fn percent() -> i32 {
    3
}
