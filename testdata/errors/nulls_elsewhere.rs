// door: cli
//! Nulls behind the names of other types.

use std::collections::{BTreeMap, HashMap};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

pub type Perhaps = Option<i32>;

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Maybe(pub Option<i32>);

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct List(pub Vec<Maybe>);

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub map: BTreeMap<String, Option<i32>>,
    pub map_of_aliases: HashMap<String, Vec<Perhaps>>,
    /// serde asks for this one, whose type is called otherwise.
    pub newtype: Maybe,
    pub list: List,
    /// The API server keeps what it does not know.
    #[serde(flatten)]
    pub rest: BTreeMap<String, Option<i32>>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Holder {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}
