//! Units.
//!
//! exact: refused

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Unit")]
pub struct UnitSpec {
    unit: (),
    marker: std::marker::PhantomData<u8>,
}
