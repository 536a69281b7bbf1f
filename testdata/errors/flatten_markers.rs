//! What cannot hold for the object around a flattened field.

use std::collections::BTreeMap;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Inner {
    pub a: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Outer {
    /// +nullable
    /// +kubebuilder:default={a: 1}
    /// +kubebuilder:example={a: 1}
    /// +k8s:immutable
    /// +required
    #[serde(flatten)]
    pub inner: Inner,
    /// +kubebuilder:validation:values:MinLength=1
    /// +kubebuilder:validation:keys:MinLength=1
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

/// +structType=atomic
#[derive(Serialize, Deserialize, Schema)]
pub struct One {
    /// +structType=atomic
    #[serde(flatten)]
    pub first: BTreeMap<String, String>,
    /// +structType=granular
    #[serde(flatten)]
    pub second: BTreeMap<String, String>,
}
