use std::collections::BTreeMap;

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "shop.example.com", version = "v1", kind = "Order", namespaced)]
pub struct OrderSpec {
    /// How many, such as {{ count }}.
    #[serde(default = "one")]
    pub count: u32,
    pub notes: BTreeMap<String, serde_json::Value>,
    #[serde(default = "image")]
    pub image: String,
    #[schemars(schema_with = "price")]
    pub price: String,
}

fn one() -> u32 {
    1
}

fn image() -> String {
    std::env::var("IMAGE").unwrap()
}

fn price(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    match std::env::var("PRICE") {
        Ok(_) => generator.subschema_for::<String>(),
        Err(_) => generator.subschema_for::<u8>(),
    }
}
