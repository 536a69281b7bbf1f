//! A string or an object.
//!
//! exact: lost

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "TextOrObject")]
pub struct TextOrObjectSpec {
    image: Image,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Image {
    Name(String),
    Parts { repository: String, tag: Option<String> },
}
