//! Types of the standard library.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::num::{NonZeroI8, NonZeroI32, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Numbers")]
pub struct NumbersSpec {
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: i128,
    f: isize,
    g: u8,
    h: u16,
    i: u32,
    j: u64,
    k: u128,
    l: usize,
    m: NonZeroU8,
    n: NonZeroU16,
    o: NonZeroU32,
    p: Option<NonZeroU64>,
    s: f32,
    t: f64,
    u: char,
    v: Option<u16>,
    w: [u8; 3],
    y: bool,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Signed")]
pub struct SignedSpec {
    q: NonZeroI8,
    r: NonZeroI32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    A,
    B,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Collections")]
pub struct CollectionsSpec {
    a: VecDeque<i32>,
    b: LinkedList<i32>,
    c: BTreeSet<i32>,
    d: HashSet<String>,
    e: BTreeMap<Key, i32>,
    f: HashMap<u8, String>,
    g: BTreeMap<String, Vec<Key>>,
    h: std::net::IpAddr,
    i: std::net::Ipv4Addr,
    j: std::net::SocketAddr,
    k: std::path::PathBuf,
    l: std::time::Duration,
    m: std::time::SystemTime,
    n: std::ops::Range<i32>,
    o: Result<i32, String>,
    p: serde_json::Number,
    q: serde_json::Map<String, serde_json::Value>,
    r: Box<str>,
    s: std::cell::RefCell<i32>,
    t: std::borrow::Cow<'static, str>,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Numbers::crd, Signed::crd, Collections::crd]
}
