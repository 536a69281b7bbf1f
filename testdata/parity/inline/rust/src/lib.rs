use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// HouseSpec is put together from parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct HouseSpec {
    #[serde(flatten)]
    pub base: Base,

    #[serde(flatten)]
    pub extras: Extras,

    #[serde(flatten)]
    pub named: Roof,

    /// Storeys stands in the struct itself.
    pub storeys: i32,

    /// Garages is a list of structs with a part of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub garages: Vec<Garage>,
}

/// Base is where it begins; its words are not shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Base {
    /// Street it stands in.
    /// +kubebuilder:validation:MinLength=1
    pub street: String,

    /// Number in the street.
    #[serde(default)]
    pub number: i32,

    #[serde(flatten)]
    pub deep: Deep,
}

/// Deep is inlined twice over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Deep {
    /// Cellar below.
    pub cellar: bool,
}

/// Extras may all be missing.
/// +kubebuilder:validation:XValidation:rule="!has(self.pool) || size(self.pool) > 0",message="a pool has a name"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Extras {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Roof {
    /// Tiles on top.
    /// +kubebuilder:validation:Enum=red;black
    /// +kubebuilder:default=red
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Garage {
    #[serde(flatten)]
    pub deep: Deep,

    pub cars: i32,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct House {
    pub metadata: ObjectMeta,
    pub spec: HouseSpec,
}
