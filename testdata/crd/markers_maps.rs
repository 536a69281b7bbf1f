//! Markers of maps: how large they are, how they are merged, and their keys.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    /// +mapType=atomic
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// +kubebuilder:validation:MinProperties=1
    /// +kubebuilder:validation:MaxProperties=2
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counted: BTreeMap<String, String>,
    /// +kubebuilder:validation:keys:MinLength=2
    /// +kubebuilder:validation:keys:MaxLength=3
    /// +kubebuilder:validation:keys:Pattern=`^[a-z]+$`
    /// +kubebuilder:validation:MaxProperties=9
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keyed: BTreeMap<String, String>,
    /// +kubebuilder:validation:keys:Enum=a;b
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub listed: BTreeMap<String, String>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-maps.example.com", version = "v1")]
pub struct Mapping {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Mapping> {
    let text = |text: &str| text.to_owned();
    let full = Spec {
        map: [(text("a"), text("b"))].into(),
        counted: [(text("a"), text("b"))].into(),
        keyed: [(text("ab"), text("b"))].into(),
        listed: [(text("a"), text("b"))].into(),
    };
    vec![Mapping::new("full", full), Mapping::new("least", Spec::default())]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "counted": {} }), "spec.counted"),
        (json!({ "counted": { "a": "", "b": "", "c": "" } }), "spec.counted"),
        (json!({ "keyed": { "a": "" } }), "spec.keyed"),
        (json!({ "keyed": { "abcd": "" } }), "spec.keyed"),
        (json!({ "keyed": { "AB": "" } }), "spec.keyed"),
        (json!({ "listed": { "c": "" } }), "spec.listed"),
    ]
}
