//! Names that markers and `#[kube(...)]` state.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A shop.
/// +kubebuilder:resource:singular=shoplet,listKind=Shops,shortName=s;sh,categories=all;shops
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1",
    kind = "Shop",
    namespaced,
    shortname = "s",
    category = "all"
)]
pub struct ShopSpec {
    size: u32,
}
