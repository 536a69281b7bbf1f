use std::collections::{BTreeMap, HashMap};

use k8s_openapi::ByteString;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ShelfSpec {
    pub strings: BTreeMap<String, String>,

    pub numbers: HashMap<String, i64>,

    pub lists: BTreeMap<String, Vec<String>>,

    pub maps: BTreeMap<String, BTreeMap<String, i32>>,

    pub deep: BTreeMap<String, BTreeMap<String, BTreeMap<String, bool>>>,

    pub map_of_lists: BTreeMap<String, BTreeMap<String, Vec<i32>>>,

    pub blobs: BTreeMap<String, ByteString>,

    pub grid: Vec<Vec<String>>,

    pub cube: Vec<Vec<Vec<i32>>>,

    pub list_of_maps: Vec<BTreeMap<String, String>>,

    pub list_of_blobs: Vec<ByteString>,

    pub boxes: BTreeMap<String, Box>,

    pub box_lists: BTreeMap<String, Vec<Box>>,

    pub box_rows: Vec<Vec<Box>>,

    pub by_name: BTreeMap<Name, Box>,

    pub pair: Vec<String>,

    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pointers: Vec<std::boxed::Box<Box>>,
}

/// Name is the key of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Schema)]
pub struct Name(pub String);

/// Box holds more.
/// ---
/// It hides the box of the standard library.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Box {
    /// Inner goes one deeper.
    pub inner: Inner,

    /// Labels of the box.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Inner is the innermost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Inner {
    /// Items are told by name.
    pub items: BTreeMap<String, Item>,
}

/// Item is a thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// Count of it.
    pub count: i32,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Shelf {
    pub metadata: ObjectMeta,
    pub spec: ShelfSpec,
}
