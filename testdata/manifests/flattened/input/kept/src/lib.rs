//! What flattened fields keep.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(CustomResource, Clone, Debug, Serialize, Deserialize, Schema)]
#[resource(group = "example.com", version = "v1")]
pub struct Kept {
    pub metadata: ObjectMeta,
    pub spec: KeptSpec,
}

/// +kubebuilder:validation:MaxLength=3
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Short(pub String);

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Alone {
    #[serde(flatten)]
    pub all: BTreeMap<String, Short>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Beside {
    pub own: i32,
    #[serde(flatten)]
    pub all: BTreeMap<String, String>,
}

/// The rule is about every object, because serde always reads one.
///
/// +kubebuilder:validation:XValidation:rule="has(self.second)"
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Defaulted {
    /// +kubebuilder:default=3
    #[serde(default)]
    pub first: i32,
    pub second: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Perhaps {
    #[serde(flatten)]
    pub defaulted: Option<Defaulted>,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct KeptSpec {
    pub alone: Alone,
    pub beside: Beside,
    pub perhaps: Perhaps,
}
