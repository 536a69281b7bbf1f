//! `AtMostOneOf`, `ExactlyOneOf` and `AtLeastOneOf` with names that cannot be.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:AtMostOneOf=a;b
/// +kubebuilder:validation:ExactlyOneOf=size;name
/// +kubebuilder:validation:AtLeastOneOf=nam;other
/// +kubebuilder:validation:AtMostOneOf=name.first
/// +kubebuilder:validation:AtMostOneOf="a\nb"
/// +kubebuilder:validation:AtMostOneOf=name;name
/// +kubebuilder:validation:ExactlyOneOf=name;other;name
/// +kubebuilder:validation:AtLeastOneOf=other;other
#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    pub size: i32,
    pub name: Option<String>,
    pub other: Option<i32>,
}
