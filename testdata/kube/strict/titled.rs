//! Variants with titles.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Titled")]
pub struct TitledSpec {
    own: Own,
    tagged: Tagged,
    either: Either,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Own {
    /// # A size
    ///
    /// In bytes.
    Size(i32),
    #[schemars(title = "A name")]
    Name { name: String },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type")]
pub enum Tagged {
    /// # Nothing
    None,
    Some { size: i32 },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Either {
    #[schemars(title = "A number")]
    Number(i32),
    Text(String),
}
