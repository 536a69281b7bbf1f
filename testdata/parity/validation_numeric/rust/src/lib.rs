use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct DialSpec {
    /// +kubebuilder:validation:Minimum=1
    /// +kubebuilder:validation:Maximum=10
    pub both: i32,

    /// +kubebuilder:validation:Minimum=-5
    /// +kubebuilder:validation:ExclusiveMinimum=true
    /// +kubebuilder:validation:Maximum=5
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub open: i32,

    /// +kubebuilder:validation:Minimum=0
    /// +kubebuilder:validation:ExclusiveMinimum=false
    pub not_exclusive: i32,

    /// +kubebuilder:validation:MultipleOf=15
    pub multiple: i64,

    /// +kubebuilder:validation:Maximum=9223372036854774784
    pub large: i64,

    /// +k8s:minimum=2
    /// +k8s:maximum=20 # words after a hash are dropped
    pub k8s: i32,

    /// +kubebuilder:validation:items:Minimum=1
    /// +kubebuilder:validation:items:Maximum=6
    /// +kubebuilder:validation:items:ExclusiveMaximum=true
    /// +kubebuilder:validation:items:MultipleOf=2
    pub each: Vec<i32>,

    /// +kubebuilder:validation:Format=int32
    pub formatted: i64,

    pub percent: Percent,

    pub percents: Vec<Percent>,

    pub by_name: BTreeMap<String, Percent>,
}

/// Percent is bounded wherever it stands.
/// +kubebuilder:validation:Minimum=0
/// +kubebuilder:validation:Maximum=100
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Percent(pub i32);

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Dial {
    pub metadata: ObjectMeta,
    pub spec: DialSpec,
}
