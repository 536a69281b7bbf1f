//! Numbers with formats that the API server does not know.
//!
//! exact: lost

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Numbers")]
pub struct NumbersSpec {
    count: u32,
    huge: u64,
    small: i8,
    port: u16,
    size: usize,
    address: std::net::IpAddr,
}
