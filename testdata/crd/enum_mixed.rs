//! Enums whose values are words or objects, and enums whose values have several JSON types.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// Words beside objects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum Mixed {
    /// Never.
    Never,
    #[serde(alias = "immediately")]
    Now,
    /// At a time.
    At { hour: u8, minute: Option<u8> },
    Every(u32),
}

/// A word or an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Short {
    Name(String),
    Full { name: String, port: u16 },
}

/// Everything that JSON has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Any {
    Switch(bool),
    Number(i32),
    Word(Word),
    Words(Vec<Word>),
    Mixed { mixed: Mixed },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Word {
    One,
    Two,
}

/// A number or a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Port {
    Number(u16),
    Name(Word),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Amount {
    Whole(u8),
    Many(Vec<u8>),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mixed: Vec<Mixed>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short: Vec<Short>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<Any>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<Port>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Amount>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "enum-mixed.example.com", version = "v1")]
pub struct Mix {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Mix> {
    let mixed = vec![
        Mixed::Never,
        Mixed::Now,
        Mixed::At { hour: 1, minute: None },
        Mixed::At { hour: 1, minute: Some(2) },
        Mixed::Every(5),
    ];
    let any = vec![
        Any::Switch(true),
        Any::Switch(false),
        Any::Number(-1),
        Any::Number(0),
        Any::Word(Word::One),
        Any::Words(vec![Word::One, Word::Two]),
        Any::Words(vec![]),
        Any::Mixed { mixed: Mixed::Every(1) },
        Any::Mixed { mixed: Mixed::Now },
    ];
    let name = || "name".to_owned();
    let spec = Spec {
        mixed,
        short: vec![Short::Name(name()), Short::Full { name: name(), port: 80 }],
        any,
        ports: vec![Port::Number(0), Port::Number(80), Port::Name(Word::Two)],
        amounts: vec![Amount::Whole(1), Amount::Many(vec![1, 2])],
    };
    vec![Mix::new("mix", spec)]
}

pub fn accepted() -> Vec<serde_json::Value> {
    vec![serde_json::json!({ "mixed": ["immediately"] })]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    let mixed = [
        json!("at"),
        json!("other"),
        json!(1),
        json!(true),
        json!([]),
        json!({}),
        json!({ "never": {} }),
        json!({ "other": {} }),
        json!({ "at": {} }),
        json!({ "at": { "hour": 256 } }),
        json!({ "every": -1 }),
        json!({ "every": 1, "at": { "hour": 1 } }),
    ];
    let short = [json!(1), json!({}), json!({ "name": "x" }), json!([]), json!({ "name": "x", "port": -1 })];
    let any = [
        json!("THREE"),
        json!(["THREE"]),
        json!(1.5),
        json!(2_147_483_648_u64),
        json!({}),
        json!({ "mixed": "at" }),
    ];
    let ports = [json!(65_536), json!(-1), json!("THREE"), json!(1.5), json!(true)];
    let amounts = [json!(256), json!([256]), json!("1"), json!({})];
    let of = |name: &'static str, reason: &'static str, values: Vec<serde_json::Value>| {
        values.into_iter().map(move |value| (json!({ name: [value] }), reason))
    };
    of("mixed", "spec.mixed", mixed.into())
        .chain(of("short", "spec.short", short.into()))
        .chain(of("any", "spec.any", any.into()))
        .chain(of("ports", "spec.ports", ports.into()))
        .chain(of("amounts", "spec.amounts", amounts.into()))
        .collect()
}
