//! Markers that contradict each other.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:MinProperties=3
/// +kubebuilder:validation:MaxProperties=2
#[derive(Serialize, Deserialize, Schema)]
pub struct Contradictions {
    /// +kubebuilder:validation:Minimum=1
    /// +kubebuilder:validation:Minimum=2
    pub twice: i32,
    /// Saying the same twice is no contradiction.
    /// +kubebuilder:validation:Minimum=1
    /// +k8s:minimum=1
    /// +k8s:minimum=3
    pub spelled: i32,
    /// +kubebuilder:validation:Minimum=3
    /// +kubebuilder:validation:Maximum=2
    pub reversed: i32,
    /// +kubebuilder:validation:Maximum=-1
    pub below_zero: u8,
    /// +kubebuilder:validation:Minimum=2
    /// +kubebuilder:validation:Maximum=2
    /// +kubebuilder:validation:ExclusiveMaximum=true
    pub excluded: i32,
    /// +kubebuilder:validation:MaxLength=2
    /// +kubebuilder:validation:MinLength=3
    pub long: String,
    /// +kubebuilder:validation:Pattern=`^a`
    /// +kubebuilder:validation:Pattern=`^b`
    pub patterns: String,
    /// +kubebuilder:validation:Enum=a;b
    /// +kubebuilder:validation:Enum=b;c
    pub words: String,
    /// +kubebuilder:validation:MinItems=3
    /// +kubebuilder:validation:MaxItems=2
    /// +kubebuilder:validation:items:MinLength=3
    /// +kubebuilder:validation:items:MaxLength=2
    /// +listType=set
    /// +k8s:listType=atomic
    pub list: Vec<String>,
    /// +mapType=atomic
    /// +structType=granular
    pub inner: std::collections::BTreeMap<String, String>,
    /// +kubebuilder:default=1
    /// +kubebuilder:default=2
    pub defaulted: i32,
    /// +required
    /// +optional
    pub given: String,
    /// +optional
    /// +kubebuilder:validation:Optional
    /// +kubebuilder:validation:Required
    pub left_out: Option<String>,
}
