//! Markers of lists, maps, objects and their parts.

use std::collections::BTreeMap;

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

/// +structType=atomic
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Whole {
    pub a: i32,
    pub b: i32,
}

/// At most one, at least one, exactly one.
/// +kubebuilder:validation:AtMostOneOf=a;b
/// +kubebuilder:validation:AtLeastOneOf=c;d
/// +kubebuilder:validation:ExactlyOneOf=e;in
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(default)]
pub struct Choice {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#in: Option<i32>,
}

/// +kubebuilder:validation:items:MaxLength=3
/// +kubebuilder:validation:MaxItems=3
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Short(pub Vec<String>);

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
    /// +mapType=atomic
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// +kubebuilder:validation:MinProperties=1
    /// +kubebuilder:validation:MaxProperties=2
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counted: BTreeMap<String, String>,
    pub whole: Whole,
    /// +structType=granular
    pub parts: Whole,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
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
    /// +kubebuilder:validation:keys:MinLength=2
    /// +kubebuilder:validation:keys:MaxLength=3
    /// +kubebuilder:validation:keys:Pattern=`^[a-z]+$`
    /// +kubebuilder:validation:MaxProperties=9
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keyed: BTreeMap<String, String>,
    /// +kubebuilder:validation:keys:Enum=a;b
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub listed: BTreeMap<String, String>,
    /// +kubebuilder:validation:XEmbeddedResource
    /// +kubebuilder:validation:XPreserveUnknownFields
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embedded: Option<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-shapes.example.com", version = "v1")]
pub struct Shape {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Shape> {
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
        map: [(text("a"), text("b"))].into(),
        counted: [(text("a"), text("b"))].into(),
        whole: Whole { a: 1, b: 2 },
        parts: Whole { a: 1, b: 2 },
        choice: Some(Choice { a: Some(1), c: Some(1), d: Some(2), r#in: Some(1), ..Choice::default() }),
        short: Short(vec![text("abc")]),
        words: vec![text("ab")],
        grid: vec![vec![5], vec![1, 2]],
        valued: [(text("x"), text("a"))].into(),
        lists: [(text("x"), vec![2, 4])].into(),
        kept: vec![Whole { a: 1, b: 2 }],
        keyed: [(text("ab"), text("b"))].into(),
        listed: [(text("a"), text("b"))].into(),
        embedded: serde_json::json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": {} })
            .as_object()
            .cloned(),
    };
    vec![Shape::new("full", full), Shape::new("least", Spec::default())]
}

pub fn accepted() -> Vec<serde_json::Value> {
    vec![serde_json::json!({
        "ports": [{ "number": 1 }, { "number": 2 }],
        "kept": [{ "a": 1, "b": 2, "other": "kept" }],
    })]
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
        (json!({ "counted": {} }), "spec.counted"),
        (json!({ "counted": { "a": "", "b": "", "c": "" } }), "spec.counted"),
        (json!({ "choice": { "a": 1, "b": 1, "c": 1, "e": 1 } }), "at most one of the fields in [a b] may be set"),
        (json!({ "choice": { "e": 1 } }), "at least one of the fields in [c d] must be set"),
        (json!({ "choice": { "c": 1 } }), "exactly one of the fields in [e in] must be set"),
        (json!({ "choice": { "c": 1, "e": 1, "in": 1 } }), "exactly one of the fields in [e in] must be set"),
        (json!({ "short": ["abcd"] }), "spec.short"),
        (json!({ "short": ["", "", "", ""] }), "spec.short"),
        (json!({ "words": ["a"] }), "spec.words"),
        (json!({ "words": ["ba"] }), "spec.words"),
        (json!({ "words": ["abc"] }), "spec.words"),
        (json!({ "grid": [[6]] }), "spec.grid"),
        (json!({ "grid": [[]] }), "spec.grid"),
        (json!({ "valued": { "x": "c" } }), "spec.valued"),
        (json!({ "lists": { "x": [3] } }), "spec.lists"),
        (json!({ "keyed": { "a": "" } }), "spec.keyed"),
        (json!({ "keyed": { "abcd": "" } }), "spec.keyed"),
        (json!({ "keyed": { "AB": "" } }), "spec.keyed"),
        (json!({ "listed": { "c": "" } }), "spec.listed"),
        (json!({ "embedded": { "spec": {} } }), "spec.embedded"),
    ]
}
