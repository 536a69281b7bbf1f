use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct MixSpec {
    /// Gain is wide.
    /// +kubebuilder:validation:Minimum=0.5
    /// +kubebuilder:validation:Maximum=1e3
    /// +kubebuilder:validation:MultipleOf=0.25
    /// +kubebuilder:default=1.5
    #[serde(default)]
    pub gain: f64,

    /// Balance is narrow.
    /// +kubebuilder:validation:Minimum=-1
    /// +kubebuilder:validation:ExclusiveMinimum=true
    pub balance: f32,

    /// Levels is a list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<f64>,

    /// Curve is a map.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub curve: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Mix {
    pub metadata: ObjectMeta,
    pub spec: MixSpec,
}
