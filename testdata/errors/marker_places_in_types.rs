// door: cli
//! Errors in the paths of a root type's markers, which lead into other types, point at the argument.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:printcolumn:name=B,type=string,JSONPath=.spec.nope
/// +kubebuilder:printcolumn:name=D,type=boolean,JSONPath=.spec.size
/// +kubebuilder:selectablefield:JSONPath=.spec.nope
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.nope,statuspath=.status.size
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Mouse {
    pub metadata: ObjectMeta,
    pub spec: MouseSpec,
    pub status: Option<MouseSpec>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct MouseSpec {
    pub size: i32,
}
