use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// ScaleSpec sets bounds on fields whose types have bounds too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ScaleSpec {
    /// +kubebuilder:validation:Maximum=50
    pub tighter: Weight,

    /// +kubebuilder:validation:Minimum=-10
    /// +kubebuilder:validation:Maximum=200
    pub looser: Weight,

    /// +kubebuilder:validation:MultipleOf=5
    pub added: Weight,

    /// +kubebuilder:validation:MinLength=2
    /// +kubebuilder:validation:MaxLength=5
    /// +kubebuilder:validation:Pattern=`^a`
    pub word: Word,

    /// +kubebuilder:validation:MinItems=2
    /// +kubebuilder:validation:MaxItems=3
    pub list: List,

    /// +kubebuilder:validation:MinProperties=2
    /// +kubebuilder:validation:MaxProperties=3
    pub table: Table,

    /// +kubebuilder:validation:MaxLength=7
    pub unbounded: Unbounded,

    /// +kubebuilder:validation:Minimum=2
    pub count: Count,

    /// +kubebuilder:validation:Format=hostname
    pub formatted: Formatted,

    /// +nullable
    pub nullable: Weight,

    /// +kubebuilder:validation:Maximum=9
    pub twice: Tight,
}

/// +kubebuilder:validation:Minimum=0
/// +kubebuilder:validation:Maximum=100
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Weight(pub i32);

/// +kubebuilder:validation:Maximum=70
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Tight(pub Weight);

/// +kubebuilder:validation:MinLength=1
/// +kubebuilder:validation:MaxLength=10
/// +kubebuilder:validation:Pattern=`z$`
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Word(pub String);

/// +kubebuilder:validation:MinItems=1
/// +kubebuilder:validation:MaxItems=10
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct List(pub Vec<String>);

/// +kubebuilder:validation:MinProperties=1
/// +kubebuilder:validation:MaxProperties=10
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Table(pub BTreeMap<String, String>);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Unbounded(pub String);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Count(pub i64);

/// +kubebuilder:validation:Format=uri
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Formatted(pub String);

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Scale {
    pub metadata: ObjectMeta,
    pub spec: ScaleSpec,
}
