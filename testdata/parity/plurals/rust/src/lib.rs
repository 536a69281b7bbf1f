use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub name: String,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Policy {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Video {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Octopus {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Index {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Data {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Person {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Medium {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct DNS {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct DNSRecord {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct HTTPRoute {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct APIKey {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Redis {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Ingress {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Proxy {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Box {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Gateway {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Status {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Leaf {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Knife {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Hero {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Child {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Mouse {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Matrix {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Analysis {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Lambda {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Metadata {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct NetworkPolicy {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct ResourceQuota {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Endpoints {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct StorageClass {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Quiz {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct City {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}
