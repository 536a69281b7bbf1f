//! Which fields are present, required and have defaults.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Present")]
pub struct PresentSpec {
    #[serde(skip)]
    skipped: String,
    #[serde(skip_deserializing)]
    only_written: String,
    #[serde(skip_deserializing, default)]
    only_written_defaulted: Option<i32>,
    #[serde(skip_serializing)]
    only_read: String,
    #[serde(skip_serializing, default)]
    only_read_defaulted: String,
    #[serde(default)]
    flag: bool,
    #[serde(default)]
    list: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    list_left_out: Vec<String>,
    #[serde(default)]
    map: BTreeMap<String, String>,
    #[serde(default)]
    optional: Option<i32>,
    #[serde(default = "seven")]
    seven: i32,
    #[serde(default = "seven_maybe")]
    seven_maybe: Option<i32>,
    #[serde(default)]
    whole: Whole,
    anything_by_name: BTreeMap<String, serde_json::Value>,
    twice: Option<Option<String>>,
    lists: Vec<Option<String>>,
    nested: Option<Vec<Option<Whole>>>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Anything")]
pub struct AnythingSpec {
    anything: serde_json::Value,
    maybe_anything: Option<serde_json::Value>,
}

fn seven() -> i32 {
    7
}

fn seven_maybe() -> Option<i32> {
    Some(7)
}

/// All of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Whole {
    size: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    kind: Kind,
}

impl Default for Whole {
    fn default() -> Self {
        Self {
            size: 3,
            name: None,
            kind: Kind::Second,
        }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Kind {
    First,
    Second,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Present::crd, Anything::crd]
}
