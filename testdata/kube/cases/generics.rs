//! Generic types, aliases, newtypes and projections.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Generics")]
pub struct GenericsSpec {
    pair: Pair<String, u8>,
    same: Pair<i32>,
    optional: Wrapper<Option<String>>,
    plain: Wrapper<String>,
    alias: Labels,
    generic_alias: ListOf<Inner>,
    projection: <Inner as Associated>::Output,
    newtype: Newtype,
    documented_newtype: DocumentedNewtype,
    fixed: Fixed<3>,
    tree: Outer<Pair<Inner>>,
    recursive_alias: Twice,
}

type Labels = BTreeMap<String, String>;
type ListOf<T> = Vec<Option<T>>;
type Twice = ListOf<Labels>;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Pair<A, B = A> {
    first: A,
    second: B,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Wrapper<T> {
    value: T,
    list: Vec<T>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Outer<T> {
    inner: Wrapper<T>,
}

/// Inner.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    a: bool,
}

pub trait Associated {
    type Output;
}

impl Associated for Inner {
    type Output = Vec<u16>;
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Newtype(String);

/// The docs of the newtype.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct DocumentedNewtype(
    /// The docs of its field.
    #[schemars(length(max = 5))]
    String,
);

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Fixed<const N: usize> {
    values: Vec<u8>,
}

pub fn crds() -> Vec<Crd> {
    vec![Generics::crd()]
}
