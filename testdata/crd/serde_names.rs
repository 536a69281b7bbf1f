//! Names in JSON, as serde's attributes give them.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Screaming {
    pub two_words: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "kebab-case")]
pub struct Kebab {
    pub two_words: bool,
    #[serde(rename = "$odd/name.x")]
    pub odd: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "PascalCase")]
pub struct Pascal {
    pub two_words: bool,
    pub r#type: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "snake_case", rename_all_fields = "UPPERCASE")]
pub enum Fields {
    FirstOne { some_field: bool },
    #[serde(rename = "2nd", rename_all = "camelCase")]
    SecondOne { some_field: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    OneWord,
    #[serde(rename = "other one")]
    Another,
    #[serde(alias = "3", alias = "three")]
    Third,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub screaming: Screaming,
    pub kebab: Kebab,
    pub pascal: Pascal,
    pub fields: Vec<Fields>,
    pub words: Vec<Words>,
    /// Read by its old name too.
    #[serde(alias = "oldName", alias = "olderName")]
    pub new_name: String,
    /// As the one above, and need not be there.
    #[serde(default, alias = "oldSize", skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "serde-names.example.com", version = "v1")]
pub struct Naming {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn spec() -> Spec {
    Spec {
        screaming: Screaming { two_words: true },
        kebab: Kebab { two_words: true, odd: true },
        pascal: Pascal { two_words: true, r#type: true },
        fields: vec![Fields::FirstOne { some_field: true }, Fields::SecondOne { some_field: true }],
        words: vec![Words::OneWord, Words::Another, Words::Third],
        new_name: "name".to_owned(),
        size: Some(1),
    }
}

pub fn samples() -> Vec<Naming> {
    vec![Naming::new("with", spec()), Naming::new("without", Spec { size: None, ..spec() })]
}

fn with(change: impl Fn(&mut serde_json::Value)) -> serde_json::Value {
    let mut spec = serde_json::json!(spec());
    change(&mut spec);
    spec
}

fn rename(spec: &mut serde_json::Value, old: &str, new: &str) {
    let fields = spec.as_object_mut().expect("an object");
    let value = fields.remove(old).expect("a field");
    fields.insert(new.to_owned(), value);
}

pub fn accepted() -> Vec<serde_json::Value> {
    vec![
        with(|spec| rename(spec, "newName", "oldName")),
        with(|spec| rename(spec, "newName", "olderName")),
        with(|spec| rename(spec, "size", "oldSize")),
        with(|spec| spec["words"] = vec!["3", "three"].into()),
    ]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    vec![
        (with(|spec| rename(spec, "newName", "newname")), "spec"),
        (with(|spec| spec["oldName"] = "both".into()), "spec"),
        (with(|spec| spec["oldSize"] = 1.into()), "spec"),
        (with(|spec| spec["words"] = vec!["one_word"].into()), "spec.words"),
    ]
}
