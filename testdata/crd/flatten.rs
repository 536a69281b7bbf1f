//! Flattened fields: structs, options, maps and enums.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Common {
    /// The host's name.
    pub host_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    #[serde(flatten)]
    pub deeper: Deeper,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Deeper {
    pub depth: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Extra {
    pub first: i32,
    pub second: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    Image { name: String },
    Path(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Tagged {
    Small,
    Large { size: i32 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithStruct {
    #[serde(flatten)]
    pub common: Common,
    pub own: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithOption {
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Extra>,
    pub own: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithMap {
    pub own: i32,
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithValues {
    pub own: i32,
    #[serde(flatten)]
    pub rest: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithEnum {
    #[serde(flatten)]
    pub source: Source,
    pub own: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithEnums {
    #[serde(flatten)]
    pub source: Source,
    #[serde(flatten)]
    pub tagged: Tagged,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct WithOptionalEnum {
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    pub own: i32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_struct: Option<WithStruct>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_option: Vec<WithOption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_map: Option<WithMap>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_values: Option<WithValues>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_enum: Vec<WithEnum>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_enums: Vec<WithEnums>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_optional_enum: Vec<WithOptionalEnum>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "flatten.example.com", version = "v1")]
pub struct Flat {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Flat> {
    let common = Common { host_name: "host".to_owned(), port: Some(1), deeper: Deeper { depth: 1 } };
    let image = || Source::Image { name: "image".to_owned() };
    let path = || Source::Path("path".to_owned());
    let spec = Spec {
        with_struct: Some(WithStruct { common, own: 1 }),
        with_option: vec![
            WithOption { extra: None, own: 1 },
            WithOption { extra: Some(Extra { first: 1, second: 2 }), own: 1 },
        ],
        with_map: Some(WithMap { own: 1, rest: [("any".to_owned(), "thing".to_owned())].into() }),
        with_values: Some(WithValues {
            own: 1,
            rest: [("any".to_owned(), serde_json::json!({ "thing": [1, "x", { "y": 1 }] }))].into_iter().collect(),
        }),
        with_enum: vec![WithEnum { source: image(), own: 1 }, WithEnum { source: path(), own: 1 }],
        with_enums: vec![
            WithEnums { source: image(), tagged: Tagged::Small },
            WithEnums { source: path(), tagged: Tagged::Large { size: 1 } },
        ],
        with_optional_enum: vec![
            WithOptionalEnum { source: None, own: 1 },
            WithOptionalEnum { source: Some(path()), own: 1 },
        ],
    };
    vec![Flat::new("flat", spec)]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    use serde_json::json;
    vec![
        (json!({ "withStruct": { "own": 1, "hostName": "x" } }), "spec.withStruct.depth"),
        (json!({ "withStruct": { "own": 1, "depth": 1 } }), "spec.withStruct.hostName"),
        (json!({ "withMap": {} }), "spec.withMap.own"),
        (json!({ "withEnum": [{ "own": 1 }] }), "spec.withEnum"),
        (json!({ "withEnum": [{ "own": 1, "path": "x", "image": { "name": "y" } }] }), "spec.withEnum"),
        (json!({ "withEnums": [{ "path": "x" }] }), "spec.withEnums"),
        (json!({ "withEnums": [{ "path": "x", "kind": "large" }] }), "spec.withEnums"),
        (json!({ "withEnums": [{ "kind": "small" }] }), "spec.withEnums"),
    ]
}
