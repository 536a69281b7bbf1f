//! Lists, sets, maps, pointers and options.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Collections", namespaced)]
#[serde(rename_all = "camelCase")]
pub struct CollectionsSpec {
    vec: Vec<String>,
    vec_of_vecs: Vec<Vec<i32>>,
    deque: VecDeque<u8>,
    linked: LinkedList<bool>,
    set: BTreeSet<String>,
    hash_set: HashSet<i64>,
    array: [u8; 4],
    map: BTreeMap<String, String>,
    hash_map: HashMap<String, Vec<Inner>>,
    map_of_chars: BTreeMap<char, i32>,
    map_of_ips: BTreeMap<std::net::IpAddr, bool>,
    map_of_units: BTreeMap<Unit, u8>,
    map_of_documented: BTreeMap<Documented, u8>,
    map_of_newtypes: BTreeMap<Name, Option<Inner>>,
    index_map: indexmap::IndexMap<String, i32>,
    index_set: indexmap::IndexSet<String>,
    option: Option<String>,
    option_of_vec: Option<Vec<String>>,
    vec_of_options: Vec<Option<i32>>,
    nested_option: Option<Option<bool>>,
    boxed: Box<Inner>,
    boxed_option: Box<Option<Inner>>,
    option_boxed: Option<Box<Inner>>,
    cell: std::cell::RefCell<u32>,
    cow: std::borrow::Cow<'static, str>,
    wrapping: std::num::Wrapping<u16>,
    range: std::ops::Range<u32>,
    range_inclusive: std::ops::RangeInclusive<i32>,
    result: Result<Inner, String>,
    either: either::Either<String, i32>,
    values: BTreeMap<String, serde_json::Value>,
    object: serde_json::Map<String, serde_json::Value>,
    optional_map: Option<HashMap<String, String>>,
}

/// A part.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    /// Its size.
    size: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Zeta,
    Alpha,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
pub enum Documented {
    /// One.
    One,
    Two,
}

/// A name.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Pointers")]
pub struct PointersSpec {
    heap: BinaryHeap<u8>,
    #[serde(skip)]
    rc: Option<Arc<str>>,
    #[serde(skip)]
    other: std::marker::PhantomData<Rc<str>>,
}

pub fn crds() -> Vec<Crd> {
    vec![Collections::crd(), Pointers::crd()]
}
