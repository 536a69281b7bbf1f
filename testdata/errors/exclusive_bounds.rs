//! Bounds that are excluded and do not exist.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Bounds {
    /// +kubebuilder:validation:ExclusiveMinimum=true
    pub above_nothing: i32,
    /// +kubebuilder:validation:ExclusiveMaximum=true
    /// +kubebuilder:validation:Minimum=1
    pub below_nothing: i64,
    /// +kubebuilder:validation:items:ExclusiveMinimum=true
    /// +kubebuilder:validation:items:Maximum=3
    pub items: Vec<i32>,
    /// The Rust type has a minimum.
    /// +kubebuilder:validation:ExclusiveMinimum=true
    pub unsigned: u8,
    /// +kubebuilder:validation:ExclusiveMaximum=false
    pub not_excluded: i32,
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub newtype: Limited,
}

/// +kubebuilder:validation:Maximum=5
#[derive(Serialize, Deserialize, Schema)]
pub struct Limited(pub i32);
