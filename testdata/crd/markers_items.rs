//! Markers of what is in lists and maps.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Whole {
    pub a: i32,
    pub b: i32,
}

/// +kubebuilder:validation:items:MaxLength=3
/// +kubebuilder:validation:MaxItems=3
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Short(pub Vec<String>);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    pub short: Short,
    /// +kubebuilder:validation:items:MinLength=2
    /// +kubebuilder:validation:items:Pattern=`^a`
    /// +kubebuilder:validation:items:XValidation:rule="self != 'abc'"
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// +kubebuilder:validation:items:items:Maximum=5
    /// +kubebuilder:validation:items:MinItems=1
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grid: Vec<Vec<i32>>,
    /// +kubebuilder:validation:values:Enum=a;b
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub valued: BTreeMap<String, String>,
    /// +kubebuilder:validation:values:items:MultipleOf=2
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, Vec<i32>>,
    /// +kubebuilder:validation:items:XPreserveUnknownFields
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Whole>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-items.example.com", version = "v1")]
pub struct Item {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Item> {
    let text = |text: &str| text.to_owned();
    let full = Spec {
        short: Short(vec![text("abc")]),
        words: vec![text("ab")],
        grid: vec![vec![5], vec![1, 2]],
        valued: [(text("x"), text("a"))].into(),
        lists: [(text("x"), vec![2, 4])].into(),
        kept: vec![Whole { a: 1, b: 2 }],
    };
    vec![Item::new("full", full), Item::new("least", Spec::default())]
}

pub fn accepted() -> Vec<serde_json::Value> {
    vec![serde_json::json!({ "kept": [{ "a": 1, "b": 2, "other": "kept" }] })]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "short": ["abcd"] }), "spec.short"),
        (json!({ "short": ["", "", "", ""] }), "spec.short"),
        (json!({ "words": ["a"] }), "spec.words"),
        (json!({ "words": ["ba"] }), "spec.words"),
        (json!({ "words": ["abc"] }), "spec.words"),
        (json!({ "grid": [[6]] }), "spec.grid"),
        (json!({ "grid": [[]] }), "spec.grid"),
        (json!({ "valued": { "x": "c" } }), "spec.valued"),
        (json!({ "lists": { "x": [3] } }), "spec.lists"),
    ]
}
