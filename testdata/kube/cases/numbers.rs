//! Numbers, texts and other types without parts.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Numbers")]
pub struct NumbersSpec {
    a: bool,
    b: i8,
    c: i16,
    d: i32,
    e: i64,
    f: i128,
    g: isize,
    h: u8,
    i: u16,
    j: u32,
    k: u64,
    l: u128,
    m: usize,
    n: f32,
    o: f64,
    p: char,
    q: String,
    r: Box<str>,
    s: std::path::PathBuf,
    t: std::num::NonZeroU8,
    u: std::num::NonZeroU32,
    v: std::num::NonZero<u16>,
    w: std::net::IpAddr,
    x: std::net::Ipv4Addr,
    y: std::net::Ipv6Addr,
    z: std::net::SocketAddr,
    number: serde_json::Number,
    duration: std::time::Duration,
    time: std::time::SystemTime,
    signed: std::num::NonZeroI32,
}

pub fn crds() -> Vec<Crd> {
    vec![Numbers::crd()]
}
