//! A kind whose derive states a label that no object can have.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1",
    kind = "Lamp",
    label("team", "platform team"),
    annotation("owned by", "me")
)]
pub struct LampSpec {
    pub size: i32,
}
