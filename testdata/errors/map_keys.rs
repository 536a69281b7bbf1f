// door: cli
//! Markers of the type of a map's keys.

use std::collections::{BTreeMap, HashMap};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:MaxLength=63
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Schema)]
pub struct Name(pub String);

/// +kubebuilder:validation:Type=string
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Schema)]
pub struct Stated(pub String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Schema)]
pub enum Policy {
    Always,
    Never,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub name: Name,
    pub numbers: HashMap<Name, i32>,
    pub deep: Vec<HashMap<Name, i32>>,
    /// +kubebuilder:validation:keys:MaxLength=63
    /// +kubebuilder:validation:MaxProperties=9
    pub limited: HashMap<Name, i32>,
    pub stated: BTreeMap<Stated, i32>,
    pub policies: BTreeMap<Policy, i32>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Holder {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}
