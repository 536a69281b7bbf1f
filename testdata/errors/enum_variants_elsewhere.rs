// door: cli
//! What the derives cannot know of the data of variants: that a type is a map.

use std::collections::BTreeMap;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type", content = "data")]
pub enum DefaultsInMaps {
    First {
        /// +kubebuilder:default=1
        size: i32,
    },
    Second(BTreeMap<String, String>),
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum Values {
    /// +kubebuilder:validation:values:MinLength=1
    First(BTreeMap<String, String>),
    Second {
        name: i32,
    },
}
