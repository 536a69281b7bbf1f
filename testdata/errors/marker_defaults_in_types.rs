// door: cli
//! Defaults that the schema of another type does not take.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +listType=map
    /// +listMapKey=name
    /// +listMapKey=port
    /// +kubebuilder:default={{name: a}, {name: a, port: 2}, {name: a, port: 1}}
    pub map: Vec<Port>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Port {
    pub name: String,
    /// +kubebuilder:default=1
    #[serde(default)]
    pub port: i32,
}
