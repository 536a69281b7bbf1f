//! Nulls that serde writes and the API server does not keep.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Nulls {
    pub items: Vec<Option<String>>,
    pub deep: Option<Vec<Vec<Option<i32>>>>,
    pub array: [Option<i32>; 2],
    /// +required
    pub required: Option<String>,
    /// Not given is not null.
    /// +required
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
    /// +required
    /// +nullable
    pub nullable: Option<String>,
    pub plain: Option<String>,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Data {
    Word(Option<String>),
    Words(Vec<Option<String>>),
}
