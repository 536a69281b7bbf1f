//! `Type=` beside Rust types: where the two agree nothing is lost, where they differ the marker counts.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSON;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, Time};
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:Type=object
/// +kubebuilder:validation:MinProperties=1
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Part {
    /// How wide.
    pub width: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// +kubebuilder:validation:Type=string
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub enum Mode {
    Fast,
    Slow,
}

/// +kubebuilder:validation:Type=object
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "kind")]
pub enum Shape {
    Circle { radius: i32 },
    Square { side: i32 },
}

/// +kubebuilder:validation:Type=array
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Parts(pub Vec<Part>);

pub type Renamed = Part;

/// Has no schema of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Foreign(pub String);

/// Written as text, by whatever means.
/// +kubebuilder:validation:Type=string
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

impl Serialize for Point {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}:{}", self.x, self.y))
    }
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (x, y) = text.split_once(':').ok_or_else(|| serde::de::Error::custom("no colon"))?;
        let number = |text: &str| text.parse().map_err(serde::de::Error::custom);
        Ok(Self { x: number(x)?, y: number(y)? })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    /// +kubebuilder:validation:Type=object
    pub part: Part,
    /// +kubebuilder:validation:Type=object
    pub renamed: Renamed,
    /// +kubebuilder:validation:Type=object
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maybe: Option<Part>,
    /// +kubebuilder:validation:Type=object
    pub map: BTreeMap<String, Part>,
    /// +kubebuilder:validation:Type=object
    pub json: JSON,
    /// +kubebuilder:validation:Type=object
    pub raw: RawExtension,
    /// +kubebuilder:validation:Type=object
    pub value: serde_json::Value,
    /// +kubebuilder:validation:Type=array
    pub values: serde_json::Value,
    /// +kubebuilder:validation:Type=string
    pub text_value: serde_json::Value,
    /// +kubebuilder:validation:Type=string
    pub time: Time,
    /// +kubebuilder:validation:Type=string
    pub port_name: IntOrString,
    /// +kubebuilder:validation:Type=array
    pub list: Vec<Part>,
    /// +kubebuilder:validation:items:Type=object
    pub items: Vec<Part>,
    /// +kubebuilder:validation:items:Type=object
    pub objects: Vec<serde_json::Value>,
    /// +kubebuilder:validation:items:Type=string
    pub foreign_items: Vec<Foreign>,
    /// +kubebuilder:validation:Type=string
    pub foreign: Foreign,
    /// +kubebuilder:validation:Type=string
    pub mode: Mode,
    pub shape: Shape,
    pub parts: Parts,
    pub point: Point,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "type-marker.example.com", version = "v1")]
pub struct Typed {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Typed> {
    let part = || Part { width: 1, name: Some("a".to_owned()) };
    let object = || serde_json::json!({ "any": [1, "x"], "deep": { "er": true } });
    let foreign = || Foreign("x".to_owned());
    let spec = Spec {
        part: part(),
        renamed: part(),
        maybe: Some(part()),
        map: [("a".to_owned(), part())].into(),
        json: JSON(object()),
        raw: RawExtension(object()),
        value: object(),
        values: serde_json::json!([1, "x", { "y": 1 }]),
        text_value: "x".into(),
        time: serde_json::from_value("2026-01-02T03:04:05Z".into()).expect("a time"),
        port_name: IntOrString::String("http".to_owned()),
        list: vec![part()],
        items: vec![part()],
        objects: vec![object()],
        foreign_items: vec![foreign()],
        foreign: foreign(),
        mode: Mode::Fast,
        shape: Shape::Circle { radius: 1 },
        parts: Parts(vec![part()]),
        point: Point { x: 1, y: 2 },
    };
    vec![Typed::new("typed", spec)]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let full = serde_json::json!(samples()[0].spec);
    let with = |field: &str, value: serde_json::Value| {
        let mut spec = full.clone();
        spec[field] = value;
        spec
    };
    use serde_json::json;
    vec![
        (with("part", json!({})), "spec.part.width"),
        (with("renamed", json!({ "width": "x" })), "spec.renamed.width"),
        (with("maybe", json!({ "name": "x" })), "spec.maybe.width"),
        (with("map", json!({ "a": {} })), "spec.map.a.width"),
        (with("json", json!(1)), "spec.json"),
        (with("value", json!([])), "spec.value"),
        (with("values", json!({})), "spec.values"),
        (with("textValue", json!(1)), "spec.textValue"),
        (with("time", json!("noon")), "spec.time"),
        (with("portName", json!(1)), "spec.portName"),
        (with("list", json!([{}])), "spec.list[0].width"),
        (with("items", json!([{}])), "spec.items[0].width"),
        (with("objects", json!([1])), "spec.objects[0]"),
        (with("foreignItems", json!([1])), "spec.foreignItems[0]"),
        (with("mode", json!("Slower")), "spec.mode"),
        (with("shape", json!({ "kind": "Circle" })), "spec.shape"),
        (with("parts", json!([{}])), "spec.parts[0].width"),
    ]
}
