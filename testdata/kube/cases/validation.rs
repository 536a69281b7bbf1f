//! Bounds in `#[schemars(...)]`, validator's and garde's attributes.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LONGEST: u32 = 63;
const PATTERN: &str = "^[a-z]+$";
static WORD: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| regex::Regex::new(r"^\w+$").unwrap());

mod limits {
    pub const SHORTEST: usize = 2;
    pub const MOST: i64 = 10 * 1000;
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Bounds")]
pub struct BoundsSpec {
    #[schemars(length(min = 1, max = 10))]
    a: String,
    #[schemars(length(min = 1, max = LONGEST))]
    b: Option<String>,
    #[schemars(length(equal = 3))]
    c: Vec<String>,
    #[schemars(length(max = 5))]
    d: std::collections::BTreeMap<String, String>,
    #[schemars(length(min = limits::SHORTEST))]
    e: std::collections::BTreeSet<String>,
    #[schemars(range(min = 1, max = 100))]
    f: u32,
    #[schemars(range(min = -5, max = limits::MOST))]
    g: Option<i64>,
    #[schemars(range(min = 0.5, max = 1.5))]
    h: f64,
    #[schemars(range(min = 1))]
    i: String,
    #[schemars(range(min = "1", max = "limits::MOST"))]
    j: i64,
    #[schemars(range(max = u16::MAX))]
    k: u32,
    #[schemars(range(equal = 7))]
    l: u8,
    #[schemars(regex(pattern = r"^[a-z0-9]+$"))]
    m: String,
    #[schemars(regex(pattern = PATTERN))]
    n: Option<String>,
    #[schemars(regex(pattern = WORD))]
    o: String,
    #[schemars(pattern("^x"))]
    p: String,
    #[schemars(contains(pattern = "a.b"))]
    q: String,
    #[schemars(email)]
    r: String,
    #[schemars(url)]
    s: Option<String>,
    #[schemars(ip)]
    t: String,
    #[schemars(ipv4)]
    u: String,
    #[schemars(ipv6)]
    v: String,
    #[schemars(inner(length(min = 1), regex(pattern = "^a")))]
    w: Vec<String>,
    #[schemars(inner(inner(range(max = 9))), length(max = 2))]
    x: Vec<Vec<u8>>,
    #[schemars(inner(length(max = 4)))]
    y: Option<Vec<String>>,
    #[schemars(length(min = 1))]
    z: Box<str>,
    #[schemars(length(min = 1))]
    nothing: u32,
    #[schemars(range(min = 9007199254740993i64))]
    big: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Other {}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema, validator::Validate)]
#[kube(group = "example.com", version = "v1", kind = "Validated")]
pub struct ValidatedSpec {
    #[validate(length(min = 1, max = 10, message = "too long"))]
    a: String,
    #[validate(range(min = 1, max = 5))]
    b: i32,
    #[validate(regex(path = *WORD))]
    c: String,
    #[validate(email)]
    d: String,
    #[validate(url(message = "no url"))]
    e: String,
    #[validate(contains(pattern = "x+y"))]
    f: String,
    #[validate(required)]
    g: Option<String>,
    #[validate(length(max = 9))]
    #[schemars(length(min = 2))]
    h: String,
    #[validate(range(exclusive_min = 1.0))]
    i: f64,
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema, garde::Validate)]
#[kube(group = "example.com", version = "v1", kind = "Guarded")]
pub struct GuardedSpec {
    #[garde(length(min = 1, max = 10))]
    a: String,
    #[garde(range(min = 1, max = 5))]
    b: i32,
    #[garde(pattern("^[a-z]+$"))]
    c: String,
    #[garde(skip)]
    d: String,
    #[garde(ascii, length(chars, max = 4))]
    e: String,
    #[garde(inner(length(min = 1)))]
    f: Vec<String>,
    #[garde(required)]
    g: Option<String>,
    #[garde(contains("a"))]
    h: String,
    #[garde(length(min = 1))]
    #[schemars(length(max = 5))]
    i: String,
}

pub fn crds() -> Vec<Crd> {
    vec![Bounds::crd(), Validated::crd(), Guarded::crd()]
}
