//! Arguments of `XValidation`.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Values {
    /// +kubebuilder:validation:XValidation:rule="self > 1",reason=Wrong
    /// +kubebuilder:validation:XValidation:message="no rule"
    pub ruled: i32,
}
