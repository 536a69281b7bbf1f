//! `Type=object` that leaves nothing of what is in the object.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:Type=object
#[derive(Serialize, Deserialize, Schema)]
pub struct Pair(pub i32, pub i32);

/// +kubebuilder:validation:Type=object
#[derive(Serialize, Deserialize, Schema)]
pub enum Mixed {
    Word,
    Number(i32),
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Objects {
    /// +kubebuilder:validation:Type=object
    pub number: i32,
    /// +kubebuilder:validation:items:Type=object
    pub list: Vec<String>,
    /// +kubebuilder:validation:Type=object
    #[serde(with = "elsewhere")]
    pub written: i32,
    /// +kubebuilder:validation:Type=array
    pub array: i32,
    /// +kubebuilder:validation:Type=object
    /// +kubebuilder:pruning:PreserveUnknownFields
    pub kept: i32,
}

mod elsewhere {
    pub fn serialize<S: serde::Serializer>(number: &i32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i32(*number)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<i32, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}
