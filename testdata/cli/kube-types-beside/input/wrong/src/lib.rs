//! Wrong markers on types of schemars to which no kind refers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// +kubebuilder:resource:path=addresses
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// +kubebuilder:validation:MaxLengt=100
    pub street: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub enum Payment {
    /// +kubebuilder:validation:MaxLength=100
    Cash,
    Card {
        /// +kubebuilder:printcolumn:name=Number
        number: String,
    },
}
