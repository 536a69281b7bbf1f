//! Values of markers of strings.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +kubebuilder:validation:MaxLength=-1
    /// +kubebuilder:validation:MultipleOf=2
    /// +kubebuilder:validation:Pattern=`(`
    /// +kubebuilder:validation:Enum=
    /// +kubebuilder:title=5
    /// +kubebuilder:externalDocs:url=nowhere
    pub name: Option<String>,
    /// +kubebuilder:validation:items:Minimum=1
    /// +kubebuilder:validation:Type=text
    pub word: String,
}
