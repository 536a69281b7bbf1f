//! Defaults: what functions return, as serde writes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const PORT: u16 = 8080;
const NAME: &str = "constant";
const STEP: f64 = 1.0 / 4.0;

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Defaults", status = "DefaultsStatus")]
#[serde(rename_all = "camelCase")]
pub struct DefaultsSpec {
    #[serde(default)]
    string: String,
    #[serde(default)]
    number: i32,
    #[serde(default)]
    float: f64,
    #[serde(default)]
    flag: bool,
    #[serde(default)]
    list: Vec<String>,
    #[serde(default)]
    map: BTreeMap<String, String>,
    #[serde(default)]
    option: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    #[serde(default = "names", skip_serializing_if = "Vec::is_empty")]
    kept: Vec<String>,
    #[serde(default = "text")]
    text: String,
    #[serde(default = "text_into")]
    text_into: String,
    #[serde(default = "text_from")]
    text_from: String,
    #[serde(default = "constant")]
    constant: String,
    #[serde(default = "port")]
    port: u16,
    #[serde(default = "some")]
    some: Option<u32>,
    #[serde(default = "yes")]
    yes: bool,
    #[serde(default = "arithmetic")]
    arithmetic: i64,
    #[serde(default = "float_value")]
    float_value: f32,
    #[serde(default = "step")]
    step: f64,
    #[serde(default = "nested")]
    nested: Nested,
    #[serde(default)]
    derived: Nested,
    #[serde(default)]
    by_hand: ByHand,
    #[serde(default)]
    mode: Mode,
    #[serde(default = "Mode::slow")]
    slow: Mode,
    #[serde(default = "ByHand::large")]
    large: ByHand,
    #[serde(default = "choice")]
    choice: Choice,
    #[serde(default = "tagged")]
    tagged: Tagged,
    #[serde(default = "labels")]
    labels: BTreeMap<String, String>,
    #[serde(default = "set")]
    set: BTreeSet<u8>,
    #[serde(default = "timeout")]
    timeout: std::time::Duration,
    #[serde(default = "chain")]
    chain: u32,
    #[serde(default = "formatted")]
    formatted: String,
    #[serde(default = "branch")]
    branch: u8,
    #[serde(default = "matched")]
    matched: u8,
    #[serde(default = "several")]
    several: Vec<Nested>,
    #[serde(default = "super::defaults::limits::most")]
    most: u64,
    #[serde(default = "u8::default")]
    of_type: u8,
    #[serde(default, skip_serializing_if = "is_default")]
    skipped_by_own: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    skipped_by_not: bool,
    #[serde(default = "yes", skip_serializing_if = "std::ops::Not::not")]
    kept_by_not: bool,
    #[serde(default, skip_serializing)]
    not_written: u8,
    whole: Whole,
    whole_function: WholeFunction,
    #[serde(default)]
    hash: HashMap<String, u8>,
    #[serde(default = "maximum")]
    maximum: i32,
    #[serde(default = "address")]
    address: std::net::Ipv4Addr,
    #[serde(default)]
    tuple_struct: Percent,
    #[serde(default = "percent")]
    percent: Percent,
    #[serde(default = "boxed")]
    boxed: Box<Nested>,
    #[serde(default = "object")]
    object: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    flattened: FlattenedInside,
}

fn names() -> Vec<String> {
    vec!["a".to_string(), String::from("b"), "c".into()]
}
fn text() -> String {
    "text".to_string()
}
fn text_into() -> String {
    "into".into()
}
fn text_from() -> String {
    String::from("from")
}
fn constant() -> String {
    NAME.to_owned()
}
fn port() -> u16 {
    PORT
}
fn some() -> Option<u32> {
    Some(3)
}
fn yes() -> bool {
    true
}
fn arithmetic() -> i64 {
    60 * 60 * 24 - (1 << 4)
}
fn float_value() -> f32 {
    0.1
}
fn step() -> f64 {
    STEP
}
fn nested() -> Nested {
    Nested {
        long_name: 5,
        ..Default::default()
    }
}
fn choice() -> Choice {
    Choice::Data { size: 3 }
}
fn tagged() -> Tagged {
    Tagged::One { value: "x".to_string() }
}
fn labels() -> BTreeMap<String, String> {
    BTreeMap::from([("b".to_string(), "2".to_string()), ("a".to_string(), "1".to_string())])
}
fn set() -> BTreeSet<u8> {
    [3, 1, 2, 1].into_iter().collect()
}
fn timeout() -> std::time::Duration {
    std::time::Duration::from_millis(1500)
}
fn chain() -> u32 {
    u32::from(port()) + 1
}
fn formatted() -> String {
    let name = "x";
    format!("{name}-{}-{}", PORT, text())
}
fn branch() -> u8 {
    if PORT > 1000 { 1 } else { 2 }
}
fn matched() -> u8 {
    match Mode::default() {
        Mode::Fast => 7,
        Mode::Slow => 8,
    }
}
fn several() -> Vec<Nested> {
    let mut all = Vec::new();
    all.push(nested());
    all.push(Nested::default());
    all
}
fn is_default(value: &u32) -> bool {
    *value == u32::default()
}
fn maximum() -> i32 {
    i32::MAX
}
fn address() -> std::net::Ipv4Addr {
    std::net::Ipv4Addr::new(10, 0, 0, 1)
}
fn percent() -> Percent {
    Percent(50)
}
fn boxed() -> Box<Nested> {
    Box::new(nested())
}
fn object() -> BTreeMap<String, serde_json::Value> {
    let mut map = BTreeMap::new();
    map.insert("a".to_string(), serde_json::json!({"b": [1, null, "x"]}));
    map
}

pub mod limits {
    pub fn most() -> u64 {
        super::arithmetic() as u64
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Nested {
    long_name: u32,
    none: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<String>,
    #[serde(rename = "other")]
    renamed: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq)]
pub struct ByHand {
    size: u32,
    mode: Mode,
}

impl ByHand {
    const LARGE: u32 = 100;

    fn large() -> Self {
        Self {
            size: Self::LARGE,
            mode: Mode::Slow,
        }
    }
}

impl Default for ByHand {
    fn default() -> Self {
        Self {
            size: 10,
            mode: Mode::default(),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    #[default]
    Fast,
    Slow,
}

impl Mode {
    fn slow() -> Self {
        Mode::Slow
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Choice {
    Data { size: u32 },
    Other(String),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type")]
pub enum Tagged {
    One { value: String },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Whole {
    first_field: u32,
    #[serde(default = "port")]
    second: u16,
    third: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    fourth: String,
    fifth: Vec<Mode>,
}

impl Default for Whole {
    fn default() -> Self {
        Whole {
            first_field: 1,
            second: 2,
            third: Some("3".into()),
            fourth: String::new(),
            fifth: vec![Mode::Slow, Mode::Fast],
        }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default = "whole")]
pub struct WholeFunction {
    a: u8,
    b: bool,
}

fn whole() -> WholeFunction {
    WholeFunction { a: 9, b: true }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct Percent(u8);

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct FlattenedInside {
    #[serde(flatten)]
    nested: Nested,
    own: u8,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct DefaultsStatus {
    #[serde(default)]
    phase: Phase,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub enum Phase {
    #[default]
    Pending,
    /// Running.
    Running,
}

pub fn crds() -> Vec<Crd> {
    vec![Defaults::crd()]
}
