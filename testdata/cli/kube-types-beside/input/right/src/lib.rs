//! A kind of ours whose types are those of schemars too.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
/// +kubebuilder:rbac:groups=core,resources=nodes,verbs=get
pub use schemars;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "shop.example.com", version = "v1")]
pub struct Order {
    pub metadata: ObjectMeta,
    pub spec: OrderSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema, JsonSchema)]
pub struct OrderSpec {
    pub address: Address,
    pub payment: inner::Payment,
}

/// Where to send it.
/// +kubebuilder:rbac:groups=core,resources=configmaps,verbs=get
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// +kubebuilder:validation:MaxLength=100
    pub street_name: String,
}

pub mod inner {
    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
    pub enum Payment {
        /// Paid at the door.
        Cash,
        Card,
    }
}

/// No type of ours refers to it.
#[derive(Serialize, JsonSchema)]
pub struct Reply {
    /// +kubebuilder:rbac:groups=core,resources=secrets,verbs=get
    pub text: String,
}

/// It serves as `#[schemars(with = "Words")]` alone.
#[derive(JsonSchema)]
pub struct Words {
    /// +kubebuilder:validation:MaxLength=3
    pub text: String,
}
