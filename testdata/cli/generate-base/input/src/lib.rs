use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CacheSpec {
    /// How many servers run.
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,xDescriptors="urn:alm:descriptor:com.tectonic.ui:podCount"
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,xDescriptors={"urn:a","urn:b"},displayName="Replicas"
    /// +operator-sdk:csv:customresourcedefinitions:type=status,displayName="Wanted"
    pub replica_count: i32,
    /// Ports that are served.
    pub ports: Vec<Port>,
    /// The storage.
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,order=1,displayName="Where items are kept"
    pub storage: Option<Storage>,
    #[serde(flatten)]
    pub limits: Limits,
    pub labels: BTreeMap<String, Port>,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Port {
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    pub host_port: i32,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum Storage {
    Memory,
    /// A disk.
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,order=2
    Disk(Disk),
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Disk {
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    pub size: String,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,order=1
    pub max_items: i32,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CacheStatus {
    /// +operator-sdk:csv:customresourcedefinitions:type=status
    pub ready: bool,
}

/// Cache keeps items.
///
/// It forgets the oldest.
/// +kubebuilder:storageversion
/// +operator-sdk:csv:customresourcedefinitions:displayName="Cache server",order=1
/// +operator-sdk:csv:customresourcedefinitions:resources={{Service,v1,cache},{Deployment,v1beta1,cache},{Deployment,v1,cache},{Pod,v1}}
#[derive(CustomResource)]
#[resource(group = "cache.example.com", version = "v1")]
pub struct Cache {
    pub metadata: ObjectMeta,
    pub spec: CacheSpec,
    pub status: Option<CacheStatus>,
}

/// +kubebuilder:unservedversion
#[derive(CustomResource)]
#[resource(group = "cache.example.com", version = "v1alpha1", kind = "Cache")]
pub struct OldCache {
    pub metadata: ObjectMeta,
    pub spec: Port,
}

/// +operator-sdk:csv:customresourcedefinitions:displayName="Box"
#[derive(CustomResource)]
#[resource(group = "cache.example.com", version = "v1")]
pub struct ABigBox {
    pub metadata: ObjectMeta,
    pub spec: Plain,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Plain {
    pub size: i32,
}

/// Room has boxes.
#[derive(CustomResource)]
#[resource(group = "cache.example.com", version = "v1")]
pub struct Room {
    pub metadata: ObjectMeta,
    pub spec: Plain,
}
