// door: cli
//! Floating point numbers in maps, where markers state the type of the map only. The derives do not know that a type is a map.

use std::collections::BTreeMap;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Gains {
    /// +kubebuilder:validation:Type=object
    pub curve: BTreeMap<String, f64>,
    /// +kubebuilder:validation:values:Type=array
    pub rows: BTreeMap<String, Vec<f64>>,
    /// +kubebuilder:validation:values:Type=number
    pub intended: BTreeMap<String, f64>,
    /// +kubebuilder:validation:values:items:Type=number
    pub deep: BTreeMap<String, Vec<f64>>,
}
