//! Values of markers of lists.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +kubebuilder:validation:MinItems=x
    /// +kubebuilder:validation:UniqueItems=true
    /// +listType=bag
    /// +kubebuilder:validation:values:Minimum=1
    /// +kubebuilder:validation:MinProperties=1
    pub list: Vec<String>,
    /// +listMapKey=name
    pub keys: Vec<String>,
}
