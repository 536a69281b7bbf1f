//! Maps whose values have parts of any type.
//!
//! exact: refused

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "AnyInMap")]
pub struct AnyInMapSpec {
    values: BTreeMap<String, Inner>,
    lists: Option<BTreeMap<String, Vec<serde_json::Value>>>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    value: serde_json::Value,
    more: BTreeMap<String, BTreeMap<String, serde_json::Value>>,
}
