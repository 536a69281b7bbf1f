//! The other attributes of schemars, serde and rustc.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const TITLE: &str = "A title";

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Attributes")]
#[schemars(title = TITLE, extend("x-kubernetes-preserve-unknown-fields" = true))]
pub struct AttributesSpec {
    #[schemars(title = "T")]
    a: String,
    #[schemars(example = "an example".to_string())]
    b: String,
    #[schemars(example = 1, example = 2)]
    c: i32,
    #[schemars(extend("format" = "hostname", "minLength" = 2))]
    d: String,
    #[schemars(extend("x-kubernetes-list-type" = "set"))]
    e: Vec<String>,
    #[schemars(extend("x-kubernetes-validations" = [{"rule": "self != ''", "message": "empty"}]))]
    f: Choice,
    #[schemars(extend("description" = "Extended"))]
    /// Replaced.
    g: Option<String>,
    #[schemars(extend("nullable" = true, "default" = {"value": 7}))]
    h: Inner,
    #[schemars(extend("x-unknown" = 1, "maxProperties" = 3))]
    i: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    j: Option<Inner>,
    #[schemars(default, skip_serializing_if = "Option::is_none")]
    k: Option<String>,
    #[schemars(!default)]
    #[serde(default)]
    l: String,
    #[serde(rename = "m2", alias = "m3")]
    m: String,
    from: From1,
    try_from: TryFrom1,
    into: Into1,
    #[cfg_attr(all(), schemars(length(min = 1)))]
    #[cfg_attr(any(), schemars(length(max = 1)))]
    n: String,
    #[cfg(any())]
    absent: String,
    #[schemars(example = Inner { value: 3 })]
    o: Inner,
    remote: RemoteDef,
    deny: Deny,
    deny_empty: DenyEmpty,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Choice {
    A,
    B,
}

/// Inner.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    value: u8,
}

/// From another.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(from = "Inner")]
pub struct From1 {
    lost: String,
}

impl From<Inner> for From1 {
    fn from(_: Inner) -> Self {
        Self { lost: String::new() }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct TryFrom1 {
    lost: u8,
}

impl TryFrom<String> for TryFrom1 {
    type Error = std::num::ParseIntError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(Self { lost: text.parse()? })
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(into = "String")]
pub struct Into1 {
    kept: u8,
}

impl From<Into1> for String {
    fn from(_: Into1) -> Self {
        String::new()
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct RemoteDef {
    #[schemars(with = "String")]
    #[serde(serialize_with = "write", deserialize_with = "read")]
    value: u8,
}

fn write<S: serde::Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deny {
    a: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DenyEmpty {}

#[cfg_attr(all(), derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema))]
#[cfg_attr(all(), kube(group = "example.com", version = "v1", kind = "Conditional"), kube(namespaced))]
pub struct ConditionalSpec {
    a: String,
}

pub fn crds() -> Vec<Crd> {
    vec![Attributes::crd(), Conditional::crd()]
}
