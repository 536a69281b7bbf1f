//! Markers on the fields of tuples, and of types that serde reads as another one.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Typo(
    /// +kubebuilder:validation:Maximun=100
    pub i32,
);

/// +kubebuilder:validation:MaxLength=3
#[derive(Serialize, Deserialize, Schema)]
pub struct Twice(
    /// +kubebuilder:validation:MaxLength=4
    pub String,
);

#[derive(Serialize, Deserialize, Schema)]
#[serde(transparent)]
pub struct Whole {
    /// +kubebuilder:validation:MaxLenth=3
    pub text: String,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(from = "String", into = "String")]
pub struct Other {
    /// +kubebuilder:validation:MaxLength=3
    pub text: String,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum Either {
    Text(
        /// +kubebuilder:validation:Maximum=100
        String,
    ),
    #[serde(with = "elsewhere")]
    Number(i32),
    #[serde(with = "elsewhere")]
    Fields { number: i32 },
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Function(#[serde(with = "elsewhere")] pub i32);
