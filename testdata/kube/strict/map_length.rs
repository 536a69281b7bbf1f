//! The length of a map.
//!
//! exact: lost

use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "MapLength")]
pub struct MapLengthSpec {
    #[schemars(length(min = 1, max = 2))]
    labels: BTreeMap<String, String>,
}
