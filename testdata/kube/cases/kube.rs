//! Every key of `#[kube(...)]`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1beta1",
    kind = "Gateway",
    plural = "gates",
    singular = "gate",
    shortname = "gw",
    shortname = "gws",
    category = "all",
    category = "network",
    namespaced,
    status = "status::GatewayStatus<u8>",
    derive = "Default",
    derive = "PartialEq",
    attr = "allow(clippy::all)",
    doc = "A gateway.\n\nWith text.",
    annotation("example.com/a", "1"),
    annotation("example.com/b", "2"),
    label("app", "x"),
    storage = false,
    served = "true",
    deprecated = "use v1",
    selectable = ".spec.class",
    selectable = ".spec.port"
)]
#[kube(printcolumn = r#"{"name": "Class", "type": "string", "jsonPath": ".spec.class"}"#)]
#[kube(printcolumn = r#"{"name": "Port", "type": "integer", "jsonPath": ".spec.port", "description": "The port", "format": "int32", "priority": 1, "unknown": true}"#)]
#[kube(printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp"))]
#[kube(printcolumn(name = "Wide", type_ = "string", json_path = ".spec.class", description = "d", format = "byte", priority = 10))]
#[kube(scale(spec_replicas_path = ".spec.replicas", status_replicas_path = ".status.replicas", label_selector_path = ".status.selector"))]
#[derive(PartialEq)]
pub struct GatewaySpec {
    class: String,
    port: i32,
    replicas: Option<i32>,
}

pub mod status {
    use super::*;

    pub type Plain = GatewayStatus<String>;

    #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
    pub struct GatewayStatus<T> {
        replicas: i32,
        selector: Option<String>,
        parameter: T,
    }
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Legacy", deprecated, doc = "", status = status::Plain)]
#[kube(scale = r#"{"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}"#)]
pub struct LegacySpec {
    replicas: i32,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Policy", root = "PolicyResource", namespaced = true)]
#[kube(scale = r#"{"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"}"#)]
pub struct PolicySpec {
    replicas: i32,
}

macro_rules! nothing {
    () => {};
}
nothing!();

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Proxy", doc = "# A title\nand text", namespaced = false)]
pub struct ProxySpec {}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Crate")]
pub struct CrateSpec(Inner);

/// The inner.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    value: String,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Switch")]
pub enum SwitchSpec {
    On { at: String },
    Off(Inner),
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Flat", no_spec, namespaced, status = "Inner")]
#[serde(rename_all = "camelCase")]
/// A flat one.
pub struct FlatSpec {
    /// The name.
    first_name: String,
    size: Option<u32>,
}

pub fn crds() -> Vec<Crd> {
    vec![
        Gateway::crd(),
        Legacy::crd(),
        PolicyResource::crd(),
        Proxy::crd(),
        Crate::crd(),
        Switch::crd(),
        Flat::crd(),
    ]
}
