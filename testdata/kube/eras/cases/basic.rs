//! Types of the standard library, texts and bounds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The spec of this kind.
/// It goes on here.
///
/// * a list
/// * of two
///
/// The end.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Basic", namespaced)]
#[serde(rename_all = "camelCase")]
pub struct BasicSpec {
    /// A text.
    /// In two lines.
    #[schemars(length(min = 1, max = 10), regex(pattern = r"^[a-z]+$"))]
    text: String,
    truth: bool,
    letter: char,
    small: i8,
    short: i16,
    int: i32,
    long: i64,
    byte: u8,
    port: u16,
    count: u32,
    huge: u64,
    size: usize,
    ratio: f32,
    exact: f64,
    positive: std::num::NonZeroU16,
    #[schemars(range(min = 1, max = 5))]
    bounded: i32,
    list: Vec<String>,
    set: BTreeSet<String>,
    pair: [u8; 2],
    map: BTreeMap<String, i32>,
    lists: HashMap<String, Vec<String>>,
    open: BTreeMap<String, serde_json::Value>,
    boxed: Box<Part>,
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default = "ten")]
    ten: i32,
    #[serde(rename = "other", alias = "another")]
    renamed: Part,
    #[serde(skip)]
    skipped: String,
    wait: std::time::Duration,
    address: std::net::IpAddr,
    wrapper: Wrapper,
    unit: Unit,
}

fn ten() -> i32 {
    10
}

/// A part.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct Part {
    /// # Title
    ///
    /// And text.
    name: String,
    #[serde(default)]
    amount: Option<u32>,
}

/// A wrapped text.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Wrapper(String);

/// Units.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Meter,
    #[serde(rename = "ft")]
    Foot,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Basic::crd]
}
