// door: cli
//! A key of an associative list that its items do not have.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Port {
    pub number: u16,
    pub protocol: String,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Service {
    /// +listType=map
    /// +listMapKey=identifier
    pub unknown: Vec<Port>,
    /// +listType=map
    /// +listMapKey=numbr
    pub misspelt: Vec<Port>,
}
