//! Values of markers of numbers.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +kubebuilder:validation:Minimum=one
    /// +kubebuilder:validation:Maximum=1.5
    /// +kubebuilder:validation:MinLength=1
    /// +kubebuilder:validation:ExclusiveMinimum=yes
    pub size: i32,
}
