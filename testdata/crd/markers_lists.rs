//! Markers of lists: how long they are and how they are merged.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Port {
    pub number: u16,
    /// +kubebuilder:default=TCP
    #[serde(default)]
    pub protocol: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    /// +kubebuilder:validation:MinItems=1
    /// +kubebuilder:validation:MaxItems=2
    /// +kubebuilder:validation:UniqueItems=false
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sized: Vec<i32>,
    /// +k8s:maxItems=2
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub native: Vec<i32>,
    /// +listType=set
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// +k8s:listType=atomic
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub atomic: Vec<String>,
    /// +listType=map
    /// +listMapKey=number
    /// +listMapKey=protocol
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<Port>,
    /// +k8s:listType=map
    /// +k8s:listMapKey=number
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_number: Vec<Port>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-lists.example.com", version = "v1")]
pub struct Sequence {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Sequence> {
    let text = |text: &str| text.to_owned();
    let full = Spec {
        sized: vec![1, 1],
        native: vec![1],
        set: vec![text("a"), text("b")],
        atomic: vec![text("a"), text("a")],
        ports: vec![
            Port { number: 1, protocol: text("TCP") },
            Port { number: 1, protocol: text("UDP") },
        ],
        by_number: vec![Port { number: 1, protocol: text("TCP") }],
    };
    vec![Sequence::new("full", full), Sequence::new("least", Spec::default())]
}

pub fn accepted() -> Vec<serde_json::Value> {
    vec![serde_json::json!({ "ports": [{ "number": 1 }, { "number": 2 }] })]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "sized": [] }), "spec.sized"),
        (json!({ "sized": [1, 2, 3] }), "spec.sized"),
        (json!({ "native": [1, 2, 3] }), "spec.native"),
        (json!({ "set": ["a", "a"] }), "Duplicate value"),
        (json!({ "ports": [{ "number": 1 }, { "number": 1, "protocol": "TCP" }] }), "Duplicate value"),
        (json!({ "byNumber": [{ "number": 1 }, { "number": 1, "protocol": "UDP" }] }), "Duplicate value"),
    ]
}
