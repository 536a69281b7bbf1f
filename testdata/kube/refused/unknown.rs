//! What cannot be known without running the program, and what rustc rejects too.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Unknown")]
pub struct UnknownSpec {
    #[serde(default = "environment")]
    environment: String,
    #[serde(default = "looped")]
    looped: u8,
    #[serde(default = "random")]
    random: String,
    #[serde(default)]
    no_default: NoDefault,
    #[schemars(transform = change)]
    transformed: String,
    #[schemars(lenght(min = 1))]
    typo: String,
    without: Without,
    #[schemars(schema_with = "computed")]
    computed: String,
}

fn environment() -> String {
    std::env::var("IMAGE").unwrap()
}

fn looped() -> u8 {
    let mut sum = 0;
    for number in 0..3 {
        sum += number;
    }
    sum
}

fn random() -> String {
    uuid::Uuid::new_v4().to_string()
}

fn change(_: &mut schemars::Schema) {}

fn computed(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.root_schema_for::<String>().into_iter().collect()
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NoDefault {}

pub struct Without {}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Attribute", shortnames = "a")]
pub struct AttributeSpec {}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", kind = "Missing")]
pub struct MissingSpec {}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Same")]
pub struct Same {}
