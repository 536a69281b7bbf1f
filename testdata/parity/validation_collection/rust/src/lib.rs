use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CrateSpec {
    /// +kubebuilder:validation:MinItems=1
    /// +kubebuilder:validation:MaxItems=8
    /// +kubebuilder:validation:UniqueItems=false
    pub bottles: Vec<String>,

    /// +k8s:maxItems=3 # at most
    pub few: Vec<i32>,

    /// +kubebuilder:validation:MinProperties=1
    /// +kubebuilder:validation:MaxProperties=5
    pub labels: BTreeMap<String, String>,

    /// +kubebuilder:validation:MaxItems=2
    /// +kubebuilder:validation:items:MinItems=1
    /// +kubebuilder:validation:items:MaxItems=4
    pub grid: Vec<Vec<i32>>,

    /// +kubebuilder:validation:items:MinProperties=1
    /// +kubebuilder:validation:items:MaxProperties=2
    pub tables: Vec<BTreeMap<String, String>>,

    /// +kubebuilder:validation:MaxItems=6
    pub names: Names,

    /// +kubebuilder:validation:MaxProperties=7
    pub table: Table,

    pub bounded: BoundedNames,

    pub bounded_table: BoundedTable,

    pub slot: Slot,
}

/// Names has no bounds of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Names(pub Vec<String>);

/// Table has no bounds of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Table(pub BTreeMap<String, String>);

/// BoundedNames has bounds on the list and on what stands in it.
/// +kubebuilder:validation:MinItems=1
/// +kubebuilder:validation:MaxItems=9
/// +kubebuilder:validation:items:MaxLength=10
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct BoundedNames(pub Vec<String>);

/// +kubebuilder:validation:MinProperties=1
/// +kubebuilder:validation:MaxProperties=3
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct BoundedTable(pub BTreeMap<String, i32>);

/// Slot may hold one of its fields only.
/// +kubebuilder:validation:MinProperties=1
/// +kubebuilder:validation:MaxProperties=1
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<i32>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right: Option<i32>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Crate {
    pub metadata: ObjectMeta,
    pub spec: CrateSpec,
}
