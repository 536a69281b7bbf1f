//! What the source does not show, and the caller states.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Stated")]
pub struct StatedSpec {
    #[serde(default = "environment")]
    environment: String,
    #[serde(default = "environment")]
    none: String,
    #[schemars(transform = change)]
    transformed: String,
    without: Without,
    #[schemars(schema_with = "computed")]
    computed: String,
}

fn environment() -> String {
    std::env::var("IMAGE").unwrap()
}

fn change(_: &mut schemars::Schema) {}

fn computed(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.root_schema_for::<String>().into_iter().collect()
}

pub struct Without {}
