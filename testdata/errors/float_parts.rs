//! Floating point numbers in lists, where markers state the type of the list only.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Levels {
    /// +kubebuilder:validation:Type=array
    pub list: Vec<f64>,
    /// +kubebuilder:validation:Type=array
    /// +kubebuilder:validation:items:Type=array
    pub rows: Vec<Vec<f64>>,
    /// +kubebuilder:validation:items:items:Type=number
    pub intended: Vec<Vec<f64>>,
    /// +kubebuilder:validation:Type=string
    pub replaced: Vec<f64>,
}
