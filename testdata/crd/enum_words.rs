//! Enums without data.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// When it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Schema)]
pub enum Policy {
    /// Every time.
    Always,
    Never,
    /// Only if it is
    /// not there.
    IfNotPresent,
    #[serde(skip)]
    Secret,
}

/// Words that nobody lists.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum Open {
    Known,
    #[serde(other)]
    Unknown,
}

/// A tag that may be any word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum OpenTag {
    Number { value: i32 },
    Text { text: String },
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub policy: Policy,
    pub policies: Vec<Policy>,
    pub by_policy: BTreeMap<Policy, i32>,
    /// Fewer than the type has.
    /// +kubebuilder:validation:Enum=Always;Never
    /// +kubebuilder:default=Never
    pub fewer: Policy,
    pub open: Vec<Open>,
    pub tags: Vec<OpenTag>,
    /// Words that YAML 1.1 takes for something else.
    pub awkward: Vec<Awkward>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum Awkward {
    Off,
    On,
    Y,
    No,
    Null,
    #[serde(rename = "1_000")]
    Thousand,
    #[serde(rename = "~")]
    Tilde,
    #[serde(rename = "1e3")]
    Exponent,
    #[serde(rename = "0x1F")]
    Hex,
    #[serde(rename = "12:30:45")]
    Sexagesimal,
    #[serde(rename = "2001-01-01")]
    Date,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "enum-words.example.com", version = "v1")]
pub struct Word {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn spec() -> Spec {
    use Awkward::{Date, Exponent, Hex, No, Null, Off, On, Sexagesimal, Thousand, Tilde, Y};
    Spec {
        policy: Policy::IfNotPresent,
        policies: vec![Policy::Always, Policy::Never, Policy::IfNotPresent],
        by_policy: [(Policy::Always, 1), (Policy::Never, 2)].into(),
        fewer: Policy::Always,
        open: vec![Open::Known, Open::Unknown],
        tags: vec![OpenTag::Number { value: 1 }, OpenTag::Text { text: "x".to_owned() }, OpenTag::Unknown],
        awkward: vec![Off, On, Y, No, Null, Thousand, Tilde, Exponent, Hex, Sexagesimal, Date],
    }
}

pub fn samples() -> Vec<Word> {
    vec![Word::new("word", spec())]
}

pub fn accepted() -> Vec<serde_json::Value> {
    let mut spec = serde_json::json!(spec());
    spec["open"] = vec!["anything"].into();
    spec["tags"] = vec![serde_json::json!({ "type": "anything" })].into();
    vec![spec]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |name: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!(spec());
        spec[name] = value;
        spec
    };
    vec![
        (with("policy", "Secret".into()), "spec.policy"),
        (with("policy", "always".into()), "spec.policy"),
        (with("fewer", "IfNotPresent".into()), "spec.fewer"),
        (with("tags", vec![serde_json::json!({ "type": "number" })].into()), "spec.tags"),
        (with("tags", vec![serde_json::json!({})].into()), "spec.tags"),
        (with("open", vec![1].into()), "spec.open"),
    ]
}
