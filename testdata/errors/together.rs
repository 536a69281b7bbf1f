// door: cli
//! What several types say together.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// +kubebuilder:validation:Minimum=1
#[derive(Serialize, Deserialize, Schema)]
pub struct Tree {
    pub children: Vec<Branch>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Branch {
    pub tree: Box<Tree>,
    pub nowhere: Nowhere,
    pub plain: Plain,
    pub keys: BTreeMap<i32, String>,
    #[serde(flatten)]
    pub flat: Number,
    pub far: some_crate::Type,
    pub far_kubernetes: k8s_openapi::api::core::v1::NoSuch,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Number(pub i32);

pub struct Plain {
    pub value: i32,
}

/// +kubebuilder:validation:Minimum=1
pub struct NoSchema {
    pub value: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Color {
    Red,
    Green,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Spec {
    /// +kubebuilder:validation:Enum=Red;Blue
    pub color: Color,
    #[serde(flatten)]
    pub first: First,
    #[serde(flatten)]
    pub second: First,
    pub tree: Tree,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct First {
    pub name: String,
}

/// +kubebuilder:printcolumn:name=A,type=string,JSONPath=.spec.nothing
/// +kubebuilder:selectablefield:JSONPath=.spec.tree
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Root {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}
