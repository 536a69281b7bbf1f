//! Maps with keys that are numbers.
//!
//! exact: refused

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Keys")]
pub struct KeysSpec {
    ports: BTreeMap<u16, String>,
}
