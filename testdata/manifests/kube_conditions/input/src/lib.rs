//! Conditions that nobody knows when manifests are made, on types with the derives of kube and schemars.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Shop", namespaced)]
#[cfg_attr(not(target_arch = "wasm32"), kube(shortname = "sh"))]
#[cfg_attr(not(target_arch = "wasm32"), derive(PartialEq))]
pub struct ShopSpec {
    #[cfg_attr(not(target_arch = "wasm32"), serde(rename = "howMany"))]
    pub count: u32,
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    pub size: u32,
    #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
    pub known: u32,
    #[cfg(debug_assertions)]
    pub trace: u32,
    #[cfg(unix)]
    pub mode: Mode,
    pub part: Part,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Mode {
    A,
    #[cfg_attr(not(target_arch = "wasm32"), doc = "A mode.")]
    B,
    #[cfg(debug_assertions)]
    C,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Part {
    pub name: String,
}

#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema),
    kube(group = "example.com", version = "v1", kind = "Lamp")
)]
pub struct LampSpec {
    pub size: u32,
}
