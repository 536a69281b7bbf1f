//! What the attributes of a kind give.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Nothing but what is required.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Bare")]
pub struct BareSpec {}

/// With a status.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Stated", namespaced, status = "StatedStatus")]
pub struct StatedSpec {
    size: i32,
}

/// What was seen.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct StatedStatus {
    ready: Option<bool>,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1beta1",
    kind = "Whole",
    root = "WholeResource",
    plural = "wholes",
    singular = "one",
    shortname = "w",
    category = "all",
    namespaced,
    status = "StatedStatus",
    doc = "A kind\nwith text.",
    annotation("example.com/a", "1"),
    label("app", "x"),
    storage = false,
    deprecated = "use v1",
    selectable = ".spec.size",
    scale(spec_replicas_path = ".spec.size", status_replicas_path = ".status.size")
)]
#[kube(printcolumn = r#"{"name": "Size", "type": "integer", "jsonPath": ".spec.size"}"#)]
pub struct WholeSpec {
    size: i32,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Bare::crd, Stated::crd, WholeResource::crd]
}
