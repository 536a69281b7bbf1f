use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{MicroTime, ObjectMeta, Time};
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PumpSpec {
    /// Port by number or by name.
    pub port: IntOrString,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_surge: Option<IntOrString>,

    /// +kubebuilder:validation:XIntOrString
    /// +kubebuilder:validation:MinLength=2
    /// +kubebuilder:validation:MaxLength=4
    /// +kubebuilder:validation:Pattern=`^[0-9]+%?$`
    pub percentage: IntOrString,

    /// +kubebuilder:default=8080
    #[serde(default)]
    pub default_number: IntOrString,

    /// +kubebuilder:default="25%"
    #[serde(default)]
    pub default_text: IntOrString,

    /// +kubebuilder:validation:Enum=1;"2";three
    pub chosen: IntOrString,

    pub ports: Vec<IntOrString>,

    pub named_ports: BTreeMap<String, IntOrString>,

    /// Volume in litres.
    pub volume: Quantity,

    /// +kubebuilder:default="100Mi"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<Quantity>,

    pub limits: BTreeMap<String, Quantity>,

    pub steps: Vec<Quantity>,

    /// Since when.
    pub since: Time,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,

    pub exact: MicroTime,

    pub stops: Vec<Time>,

    pub raw: RawExtension,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub raws: Vec<RawExtension>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Pump {
    pub metadata: ObjectMeta,
    pub spec: PumpSpec,
}
