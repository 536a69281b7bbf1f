//! Markers whose values are wrong, or stand on the wrong kind of value.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:AtMostOneOf=a;b
/// +kubebuilder:validation:ExactlyOneOf=size;name
/// +kubebuilder:validation:AtLeastOneOf=nam;other
/// +kubebuilder:validation:AtMostOneOf=name.first
#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +kubebuilder:validation:Minimum=one
    /// +kubebuilder:validation:Maximum=1.5
    /// +kubebuilder:validation:MinLength=1
    /// +kubebuilder:validation:ExclusiveMinimum=yes
    pub size: i32,
    /// +kubebuilder:validation:MaxLength=-1
    /// +kubebuilder:validation:MultipleOf=2
    /// +kubebuilder:validation:Pattern=`(`
    /// +kubebuilder:validation:Enum=
    /// +kubebuilder:title=5
    /// +kubebuilder:externalDocs:url=nowhere
    pub name: Option<String>,
    /// +kubebuilder:validation:MinItems=x
    /// +kubebuilder:validation:UniqueItems=true
    /// +listType=bag
    /// +kubebuilder:validation:values:Minimum=1
    /// +kubebuilder:validation:MinProperties=1
    pub list: Vec<String>,
    /// +listMapKey=name
    pub keys: Vec<String>,
    /// +kubebuilder:validation:items:Minimum=1
    /// +kubebuilder:validation:Type=text
    pub word: String,
    /// +mapType=granula
    /// +structType=whole
    /// +optional=true
    /// +nullable=x
    pub other: Option<i32>,
    /// +kubebuilder:validation:XValidation:rule="self > 1",reason=Wrong
    /// +kubebuilder:validation:XValidation:message="no rule"
    pub ruled: i32,
    /// +kubebuilder:default=five
    pub five: i32,
    /// +kubebuilder:validation:Minimum=5
    /// +kubebuilder:validation:Maximum=1
    /// +kubebuilder:default=3
    pub impossible: i32,
    /// +default=x
    pub json: String,
}
