//! The API type Order.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and attributes: run `make manifests` after a change.

/// The desired state of Order.
#[derive(CustomResource, Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "shop.example.com",
    version = "v1",
    kind = "Order",
    namespaced,
    status = "OrderStatus"
)]
#[serde(rename_all = "camelCase")]
pub struct OrderSpec {
    /// Foo is an example field of Order; replace it with your own fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 63))]
    pub foo: Option<String>,
}

/// The observed state of Order.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderStatus {
    /// The generation of the spec that was reconciled last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
}
