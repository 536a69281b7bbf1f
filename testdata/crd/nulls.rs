//! What becomes of `null`: kept where it is `nullable`, dropped from objects, refused in lists and where it must be given.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Inner {
    pub plain: Option<i32>,
    /// +nullable
    pub kept: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum Choice {
    Word(String),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    pub plain: Option<String>,
    /// +nullable
    pub kept: Option<String>,
    /// +kubebuilder:default=filled
    pub filled: Option<String>,
    /// +required
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
    /// +required
    /// +nullable
    pub required_null: Option<String>,
    pub inner: Option<Inner>,
    pub list: Vec<String>,
    pub inners: Vec<Inner>,
    /// Any value, `null` too.
    pub anything: Vec<Option<serde_json::Value>>,
    /// +kubebuilder:validation:MaxProperties=2
    pub map: BTreeMap<String, String>,
    /// +kubebuilder:validation:MinProperties=1
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counted: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// The values of a flattened map have no schema: nothing is dropped.
    #[serde(flatten)]
    pub rest: BTreeMap<String, Option<i32>>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "nulls.example.com", version = "v1")]
pub struct Holder {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Holder> {
    let spec = Spec {
        required: Some("a".to_owned()),
        inner: Some(Inner { plain: None, kept: None }),
        inners: vec![Inner { plain: None, kept: None }],
        anything: vec![None, Some(1.into())],
        rest: [("other".to_owned(), None), ("another".to_owned(), Some(1))].into(),
        ..Spec::default()
    };
    vec![Holder::new("holder", spec)]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    let with = |field: &str, value: serde_json::Value| {
        let mut spec = json!({ "required": "a", "requiredNull": null });
        spec[field] = value;
        spec
    };
    vec![
        (with("required", json!(null)), "spec.required: Required value"),
        (with("list", json!([null])), "spec.list[0]"),
        // The key of a null is dropped.
        (with("counted", json!({ "a": null })), "spec.counted"),
        (with("choice", json!({ "word": null })), "spec.choice"),
    ]
}
