//! Flattened fields.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Flattened")]
pub struct FlattenedSpec {
    own: String,
    structure: Structure,
    optional: Optional,
    enumeration: Enumeration,
    optional_enum: OptionalEnum,
    values: Values,
    value: AnyValue,
    clash: Clash,
    deep: Deep,
    untagged: Untagged,
    deny: Deny,
    defaulted: Defaulted,
}

/// Common fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Common {
    /// A name.
    name: String,
    size: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Structure {
    /// Lost.
    #[serde(flatten)]
    common: Common,
    z: String,
}

/// Own docs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Optional {
    #[serde(flatten)]
    common: Option<Common>,
    a: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// From a file.
    File { path: String },
    Url(String),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Enumeration {
    #[serde(flatten)]
    source: Source,
    other: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct OptionalEnum {
    #[serde(flatten)]
    source: Option<Source>,
    other: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Values {
    known: String,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct AnyValue {
    known: String,
    #[serde(flatten)]
    rest: serde_json::Value,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Clash {
    name: u32,
    #[serde(flatten)]
    common: Common,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Deep {
    #[serde(flatten)]
    structure: Structure,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Either {
    Left { left: String },
    Right { right: u8 },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Untagged {
    #[serde(flatten)]
    either: Either,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deny {
    a: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Defaulted {
    #[serde(flatten)]
    common: Common2,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Common2 {
    count: u8,
}

impl Default for Common2 {
    fn default() -> Self {
        Self { count: 3 }
    }
}

pub fn crds() -> Vec<Crd> {
    vec![Flattened::crd()]
}
