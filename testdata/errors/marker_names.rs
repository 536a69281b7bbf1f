//! Markers that are misspelt or misplaced.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:Minimun=1
/// +optional
/// +kubebuilder:subresource:status
/// +kubebuilder:validation:NoSuch=1
/// +kubebuilder:nothing:like:it
/// +groupName=example.com
/// +versionName=v1
/// +kubebuilder:skip
#[derive(Serialize, Deserialize, Schema)]
pub struct Misplaced {
    /// +optionl
    /// +Optional
    /// +kubebuilder:resource:shortName=x
    /// +kubebuilder:validation:AtMostOneOf=a;b
    /// +k8s:enum
    /// +validation:MinLength=1
    pub field: i32,
    /// +kubebuilder:printcolumn=x
    /// +kubebuilder:default={a: 1,
    pub open: i32,
    /// +kubebuilder:validation:XValidation:rul="self > 1"
    pub argument: i32,
    #[doc = include_str!("marker_names.stderr")]
    pub outside: i32,
}
