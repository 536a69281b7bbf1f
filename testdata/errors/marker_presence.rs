//! Values of markers of presence, maps and structs, on a number.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +mapType=granula
    /// +structType=whole
    /// +optional=true
    /// +nullable=x
    pub other: Option<i32>,
}
