//! Defaults that the schema does not take.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +kubebuilder:default=five
    pub five: i32,
    /// +kubebuilder:validation:Minimum=5
    /// +kubebuilder:validation:Maximum=1
    /// +kubebuilder:default=3
    pub impossible: i32,
    /// +default=x
    pub json: String,
    /// +listType=set
    /// +kubebuilder:default={a,b,a}
    pub set: Vec<String>,
}
