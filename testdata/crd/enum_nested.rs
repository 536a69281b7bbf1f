//! Enums in enums, enums flattened into structs, fields that variants share.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "shape", rename_all = "camelCase")]
pub enum Shape {
    Circle { radius: u8 },
    Square { side: u8 },
    Group { name: String, inner: Box<Fill> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum Fill {
    Plain(Color),
    Pattern { first: Color, second: Option<Color> },
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Color {
    Name(ColorName),
    Mixed { red: u8, green: u8, blue: u8 },
    Grey(u8),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum ColorName {
    Red,
    Blue,
}

/// The same field in several variants, with other values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", content = "value", rename_all = "camelCase")]
pub enum Setting {
    Number(i32),
    Text(String),
    Flag(bool),
    List(Vec<u8>),
    Words(Vec<ColorName>),
    Object { number: i64 },
    None,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Operation {
    /// +kubebuilder:validation:XValidation:rule="self.min <= self.max"
    Range { min: i32, max: i32 },
    Equals { value: String },
    Not { value: i32, max: Option<u8> },
    In {
        /// +kubebuilder:validation:MinItems=1
        value: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Layer {
    pub title: String,
    #[serde(flatten)]
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Loose {
    Known { name: String },
    Any(std::collections::BTreeMap<String, i32>),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(default)]
pub struct Spec {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<Shape>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<Fill>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<Layer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loose: Vec<Loose>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "enum-nested.example.com", version = "v1")]
pub struct Nest {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Nest> {
    let red = || Color::Name(ColorName::Red);
    let name = || "name".to_owned();
    let fills = vec![
        Fill::Plain(red()),
        Fill::Plain(Color::Mixed { red: 1, green: 2, blue: 255 }),
        Fill::Plain(Color::Grey(0)),
        Fill::Pattern { first: Color::Grey(5), second: None },
        Fill::Pattern { first: red(), second: Some(Color::Name(ColorName::Blue)) },
        Fill::Nothing,
    ];
    let group = |fill: &Fill| Shape::Group { name: name(), inner: Box::new(fill.clone()) };
    let mut shapes = vec![Shape::Circle { radius: 1 }, Shape::Square { side: 2 }];
    shapes.extend(fills.iter().map(group));
    let settings = vec![
        Setting::Number(-1),
        Setting::Text(name()),
        Setting::Flag(true),
        Setting::List(vec![1, 2]),
        Setting::Words(vec![ColorName::Red]),
        Setting::Object { number: 1 << 40 },
        Setting::None,
    ];
    let operations = vec![
        Operation::Range { min: 1, max: 300 },
        Operation::Equals { value: name() },
        Operation::Not { value: 1, max: Some(5) },
        Operation::Not { value: 1, max: None },
        Operation::In { value: vec![name()] },
    ];
    let layers = shapes.iter().map(|shape| Layer { title: name(), shape: shape.clone() });
    let layers = layers.filter(|layer| !matches!(layer.shape, Shape::Group { .. })).collect();
    let loose = vec![Loose::Known { name: name() }, Loose::Any([("a".to_owned(), 1), ("name".to_owned(), 2)].into())];
    vec![Nest::new("nest", Spec { shapes, fills, settings, operations, layers, loose })]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::{Value, json};
    let shapes = [
        json!({ "shape": "circle" }),
        json!({ "shape": "circle", "radius": 256 }),
        json!({ "shape": "group", "name": "x" }),
        json!({ "shape": "group", "name": "x", "inner": "plain" }),
        json!({ "shape": "group", "name": "x", "inner": { "plain": "green" } }),
    ];
    let fills = [
        json!({ "plain": "green" }),
        json!({ "plain": 256 }),
        json!({ "plain": { "red": 1 } }),
        json!({ "plain": true }),
        json!({ "pattern": {} }),
        json!("plain"),
    ];
    let settings = [
        json!({ "type": "number" }),
        json!({ "type": "number", "value": "x" }),
        json!({ "type": "number", "value": 1.5 }),
        json!({ "type": "number", "value": 2_147_483_648_u64 }),
        json!({ "type": "text", "value": 1 }),
        json!({ "type": "flag", "value": "true" }),
        json!({ "type": "list", "value": [256] }),
        json!({ "type": "list", "value": ["red"] }),
        json!({ "type": "words", "value": [1] }),
        json!({ "type": "words", "value": ["green"] }),
        json!({ "type": "object", "value": {} }),
        json!({ "type": "object", "value": [] }),
    ];
    let operations = [
        json!({ "type": "range", "min": 2, "max": 1 }),
        json!({ "type": "equals", "value": 1 }),
        json!({ "type": "not", "value": "x" }),
        json!({ "type": "not", "value": 1, "max": 256 }),
        json!({ "type": "in", "value": [] }),
        json!({ "type": "in", "value": "x" }),
        json!({ "type": "in", "value": [1] }),
    ];
    let layers = [json!({ "title": "x" }), json!({ "shape": "circle", "radius": 1 }), json!({ "title": "x", "shape": "x" })];
    let loose = [json!([]), json!("x")];
    fn of(name: &'static str, values: &[Value]) -> Vec<(Value, &'static str)> {
        values.iter().map(|value| (json!({ name: [value] }), "spec.")).collect()
    }
    [of("shapes", &shapes), of("fills", &fills), of("settings", &settings), of("operations", &operations), of("layers", &layers), of("loose", &loose)].concat()
}
