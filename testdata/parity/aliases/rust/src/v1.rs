use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

use super::middle;
use super::parts as shared;

pub type Local = Wheel;

pub type Text = String;

/// Wheel turns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Wheel {
    /// Spokes of it.
    pub spokes: i32,
}

/// Hub is defined from another struct, and has its fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Hub(pub Wheel);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CartSpec {
    pub wheel: Wheel,

    /// Alias of the same.
    pub alias: Local,

    /// Hub of it.
    pub hub: Hub,

    /// Label is a text.
    pub label: Text,

    pub load: shared::Load,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loads: Vec<shared::Load>,

    pub indirect: middle::Cargo,

    pub colour: middle::Colour,

    #[serde(default)]
    pub unit: shared::Unit,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Cart {
    pub metadata: ObjectMeta,
    pub spec: CartSpec,
}
