//! What may be left out: by serde's attributes and by markers, which win.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

fn three() -> i32 {
    3
}

/// Every field may be left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(default)]
pub struct AllDefault {
    pub a: i32,
    pub b: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub must: i32,
    pub option: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option_left_out: Option<i32>,
    #[serde(default)]
    pub default: i32,
    #[serde(default = "three")]
    pub default_by: i32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<i32>,
    #[serde(skip)]
    pub skipped: i32,
    /// Read, never written.
    #[serde(skip_serializing)]
    pub write_only: Option<String>,
    #[serde(default)]
    pub all: AllDefault,
    /// The API server fills it in.
    /// +kubebuilder:default=5
    #[serde(default)]
    pub filled: i32,
    /// +default=["a", "b"]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled_list: Option<Vec<String>>,
    /// +kubebuilder:default={a: 7}
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled_object: Option<AllDefault>,
    /// An `Option` that a marker makes required.
    /// +kubebuilder:validation:Required
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_option: Option<i32>,
    /// +required
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_too: Option<i32>,
    /// +k8s:required
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must_say: Option<String>,
    /// Written always; the schema does not ask for it.
    /// +kubebuilder:validation:Optional
    #[serde(default)]
    pub may: i32,
    /// +optional
    #[serde(default)]
    pub may_too: i32,
    /// +k8s:optional
    #[serde(default)]
    pub may_three: i32,
    /// Keeps `null`.
    /// +nullable
    pub null: Option<i32>,
    /// Keeps `null`, and must be there.
    /// +nullable
    /// +required
    pub must_null: Option<i32>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "serde-presence.example.com", version = "v1")]
pub struct Presence {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn full() -> Spec {
    Spec {
        must: 1,
        option: Some(1),
        option_left_out: Some(1),
        default: 1,
        default_by: 1,
        list: vec![1],
        skipped: 0,
        write_only: None,
        all: AllDefault { a: 1, b: "b".to_owned() },
        filled: 1,
        filled_list: Some(vec![]),
        filled_object: Some(AllDefault::default()),
        must_option: Some(1),
        must_too: Some(1),
        must_say: Some("word".to_owned()),
        may: 1,
        may_too: 1,
        may_three: 1,
        null: Some(1),
        must_null: Some(1),
    }
}

pub fn samples() -> Vec<Presence> {
    let least = Spec {
        must_option: Some(0),
        must_too: Some(0),
        must_say: Some("x".to_owned()),
        ..Spec::default()
    };
    vec![Presence::new("full", full()), Presence::new("least", least)]
}

pub fn accepted() -> Vec<serde_json::Value> {
    use serde_json::json;
    let least = json!({ "must": 1, "mustOption": 1, "mustToo": 1, "mustSay": "x", "mustNull": null });
    let mut written = least.clone();
    written["writeOnly"] = "word".into();
    vec![least, written]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let without = |name: &str| {
        let mut spec = serde_json::json!(full());
        spec.as_object_mut().expect("an object").remove(name);
        spec
    };
    let empty = {
        let mut spec = serde_json::json!(full());
        spec["mustSay"] = "".into();
        spec
    };
    vec![
        (without("must"), "spec.must: Required value"),
        (without("mustOption"), "spec.mustOption: Required value"),
        (without("mustToo"), "spec.mustToo: Required value"),
        (without("mustSay"), "spec.mustSay: Required value"),
        (without("mustNull"), "spec.mustNull: Required value"),
        (empty, "spec.mustSay"),
    ]
}
