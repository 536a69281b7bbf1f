use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct LampSpec {
    /// +kubebuilder:validation:Enum=off;dim;on
    pub on_field: String,

    /// +kubebuilder:validation:Enum={"north","south","with blank"}
    pub braces: String,

    /// +kubebuilder:validation:Enum="yes";"no";"123";"a,b"
    pub quoted: String,

    /// +kubebuilder:validation:Enum=1;2;5
    pub number: i32,

    /// +kubebuilder:validation:Enum=80m;120m
    pub digit_first: String,

    /// +kubebuilder:validation:Enum="";warm;cold
    pub with_empty: String,

    /// +kubebuilder:validation:items:Enum=red;green;blue
    pub colours: Vec<String>,

    /// +kubebuilder:validation:items:Enum=1;2;3
    pub digits: Vec<i64>,

    pub shape: Shape,

    /// Spare is of the same type.
    /// +kubebuilder:default=Square
    #[serde(default)]
    pub spare: Shape,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<Shape>,

    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shape_of: BTreeMap<String, Shape>,

    pub size: Size,

    pub level: Level,
}

/// Shape of the lamp.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub enum Shape {
    #[default]
    Round,
    Square,
    Triangle,
}

/// Size is taken from the constants.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum Size {
    Large,
    #[default]
    Medium,
    Small,
}

/// Level is a number.
/// +kubebuilder:validation:Enum=0;50;100
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Level(pub i32);

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Lamp {
    pub metadata: ObjectMeta,
    pub spec: LampSpec,
}
