//! Enums that no structural schema describes.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub enum Never {}

#[derive(Serialize, Deserialize, Schema)]
pub enum Tuple {
    Pair(i32, String),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Inside {
    Number(i32),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Nothing {
    Null,
    Number(i32),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Partly {
    Known { value: i32 },
    #[serde(untagged)]
    Rest { other: i32 },
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Words {
    #[serde(rename(serialize = "a", deserialize = "b"))]
    Both,
    /// +kubebuilder:validation:Minimum=1
    Marked,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Differ {
    First {
        /// +kubebuilder:default=1
        size: i32,
    },
    Second {
        size: i32,
    },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Rules {
    /// +kubebuilder:validation:XValidation:rule="self.size > 1"
    First { size: i32 },
    Second { name: String },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type", content = "list")]
pub enum Lists {
    /// +listType=set
    Set(Vec<String>),
    Words(Vec<String>),
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Written {
    Known,
    #[serde(skip_deserializing)]
    Unknown,
    #[serde(skip_serializing)]
    Old,
    #[serde(skip)]
    Neither,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub enum Bounded {
    First {
        /// +kubebuilder:default=1
        size: i32,
    },
    /// +kubebuilder:validation:MaxProperties=2
    Second { name: String },
}
