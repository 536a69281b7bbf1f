//! Markers about how consoles show a kind.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +operator-sdk:csv:customresourcedefinitions:displayName="Part"
#[derive(Serialize, Deserialize, Schema)]
pub struct Part {
    /// +operator-sdk:csv:customresourcedefinitions:displayName="Size"
    pub size: i32,
    /// +operator-sdk:csv:customresourcedefinitions:type=state
    pub state: i32,
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,resources={{Pod,v1}}
    pub resources: i32,
    /// +operator-sdk:csv:customresourcedefinition:type=spec
    pub typo: i32,
    /// +operator-sdk:csv:customresourcedefinitions:type=spec,order=first
    pub order: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Outer {
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    #[serde(flatten)]
    pub part: Part,
}

/// +operator-sdk:csv:customresourcedefinitions:resources={{Pod}}
/// +operator-sdk:csv:customresourcedefinitions:type=spec
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Cache {
    pub metadata: ObjectMeta,
    /// +operator-sdk:csv:customresourcedefinitions:type=spec
    pub spec: Part,
}
