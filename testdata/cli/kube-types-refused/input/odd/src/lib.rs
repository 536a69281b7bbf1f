use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "shop.example.com", version = "v1", kind = "Order", selectable = "spec.count")]
pub struct OrderSpec {
    pub count: u32,
    #[serde(default = "image")]
    pub image: String,
    pub value: serde_json::Value,
}

fn image() -> String {
    std::env::var("IMAGE").unwrap()
}
