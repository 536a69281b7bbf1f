// door: cli
//! Markers that leave no valid value together with those of another type.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Keys {
    /// +kubebuilder:validation:keys:MinLength=9
    pub named: Names,
    /// +kubebuilder:validation:Format=email
    pub at: Time,
}

/// +kubebuilder:validation:keys:MaxLength=8
#[derive(Serialize, Deserialize, Schema)]
pub struct Names(pub BTreeMap<String, String>);
