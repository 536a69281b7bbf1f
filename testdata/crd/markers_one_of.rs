//! Markers that say how many of some fields there are.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

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

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-one-of.example.com", version = "v1")]
pub struct Choose {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Choose> {
    let full = Spec {
        choice: Some(Choice { a: Some(1), c: Some(1), d: Some(2), r#in: Some(1), ..Choice::default() }),
    };
    vec![Choose::new("full", full), Choose::new("least", Spec::default())]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "choice": { "a": 1, "b": 1, "c": 1, "e": 1 } }), "at most one of the fields in [a b] may be set"),
        (json!({ "choice": { "e": 1 } }), "at least one of the fields in [c d] must be set"),
        (json!({ "choice": { "c": 1 } }), "exactly one of the fields in [e in] must be set"),
        (json!({ "choice": { "c": 1, "e": 1, "in": 1 } }), "exactly one of the fields in [e in] must be set"),
    ]
}
