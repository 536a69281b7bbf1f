//! An `Option` whose schema is replaced.
//!
//! exact: lost

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Replaced")]
pub struct ReplacedSpec {
    #[schemars(with = "String")]
    size: Option<Size>,
    #[schemars(schema_with = "size")]
    other: Option<Size>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Size(String);

fn size(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "string"})
}
