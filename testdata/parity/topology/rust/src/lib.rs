use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct RouterSpec {
    /// +listType=set
    pub set: Vec<String>,

    /// +listType=atomic
    pub atomic: Vec<Peer>,

    /// +listType=map
    /// +listMapKey=name
    pub keyed: Vec<Peer>,

    /// +listType=map
    /// +listMapKey=name
    /// +listMapKey=zone
    pub two_keys: Vec<Peer>,

    /// +k8s:listType=map
    /// +k8s:listMapKey=zone
    #[serde(rename = "k8sKeyed")]
    pub k8s_keyed: Vec<Peer>,

    pub typed_set: Addresses,

    pub typed_map: Peers,

    /// The field marks a list whose type does not.
    /// +listType=set
    pub named_set: Words,

    /// The field overrides what the type says.
    /// +listType=atomic
    pub overridden: Addresses,

    /// +mapType=atomic
    pub atomic_map: BTreeMap<String, String>,

    /// +mapType=granular
    pub granular_map: BTreeMap<String, String>,

    pub typed_atomic_map: Tags,

    /// +mapType=granular
    pub overridden_map: Tags,

    /// +structType=atomic
    pub atomic_struct: Peer,

    /// +structType=granular
    pub granular_struct: Peer,

    pub typed_struct: Link,

    /// +structType=granular
    pub overridden_struct: Link,
}

/// Peer is one end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Peer {
    pub name: String,

    pub zone: String,

    #[serde(default)]
    pub weight: i32,
}

/// Addresses do not repeat.
/// +listType=set
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Addresses(pub Vec<String>);

/// Peers are told apart by name.
/// +listType=map
/// +listMapKey=name
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Peers(pub Vec<Peer>);

/// Words are just words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Words(pub Vec<String>);

/// Tags are replaced as a whole.
/// +mapType=atomic
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Tags(pub BTreeMap<String, String>);

/// Link is replaced as a whole.
/// +structType=atomic
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    pub from: String,

    pub to: String,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Router {
    pub metadata: ObjectMeta,
    pub spec: RouterSpec,
}
