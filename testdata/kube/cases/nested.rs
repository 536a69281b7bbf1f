//! Kinds as types of fields.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The spec of a wheel.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1",
    kind = "Wheel",
    namespaced,
    status = "WheelStatus",
    validation = ("self.spec.size > 0", "no size")
)]
pub struct WheelSpec {
    /// Its size.
    size: i32,
}

/// The status of a wheel.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct WheelStatus {
    round: bool,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(
    group = "example.com",
    version = "v1",
    kind = "Part",
    root = "PartResource",
    doc = "A part."
)]
pub struct PartSpec(WheelSpec);

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Cart")]
pub struct CartSpec {
    /// The wheels.
    wheels: Vec<Wheel>,
    /// The spare wheel.
    spare: Option<Wheel>,
    part: Box<PartResource>,
    spec: WheelSpec,
}

pub fn crds() -> Vec<Crd> {
    vec![Wheel::crd(), PartResource::crd(), Cart::crd()]
}
