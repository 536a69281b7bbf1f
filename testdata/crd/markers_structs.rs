//! Markers of structs, and objects inside objects.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +structType=atomic
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Whole {
    pub a: i32,
    pub b: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spec {
    pub whole: Whole,
    /// +structType=granular
    pub parts: Whole,
    /// +kubebuilder:validation:XEmbeddedResource
    /// +kubebuilder:validation:XPreserveUnknownFields
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embedded: Option<serde_json::Map<String, serde_json::Value>>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "markers-structs.example.com", version = "v1")]
pub struct Struct {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Struct> {
    let full = Spec {
        whole: Whole { a: 1, b: 2 },
        parts: Whole { a: 1, b: 2 },
        embedded: serde_json::json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" }, "spec": {} })
            .as_object()
            .cloned(),
    };
    vec![Struct::new("full", full), Struct::new("least", Spec::default())]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "embedded": { "spec": {} } }), "spec.embedded"),
    ]
}
