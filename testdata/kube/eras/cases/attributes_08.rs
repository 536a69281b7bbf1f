//! Attributes as schemars 0.8 has them.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const PATTERN: &str = "^[a-z]+$";

const LENGTH: u32 = 7;

/// Bounds.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Bounds")]
#[schemars(title = "Bounded", description = "With bounds.")]
pub struct BoundsSpec {
    #[schemars(regex = "PATTERN")]
    path: String,
    #[schemars(regex(path = "PATTERN"))]
    path_list: Option<String>,
    #[schemars(regex(pattern = "^x"))]
    literal: String,
    #[schemars(contains = "a.b")]
    contains: String,
    #[schemars(contains = "key")]
    contains_key: BTreeMap<String, String>,
    #[schemars(contains(pattern = "a+b"))]
    contains_list: String,
    #[schemars(length(min = 1, max = "LENGTH"))]
    text: String,
    #[schemars(length(equal = 3))]
    list: Vec<String>,
    #[schemars(length(max = 3))]
    map: BTreeMap<String, String>,
    #[schemars(range(min = 1.5, max = 10))]
    number: f64,
    #[schemars(range(min = -3, max = 10))]
    integer: Option<i32>,
    #[schemars(email)]
    email: String,
    #[schemars(url)]
    url: String,
    #[schemars(phone)]
    phone: String,
    #[schemars(inner(length(max = 5), regex(pattern = "^y")))]
    inner: Vec<String>,
    #[schemars(required)]
    required: Option<String>,
    #[serde(default)]
    #[schemars(required)]
    required_defaulted: Option<String>,
    /// Not this.
    #[schemars(title = "T", description = "This text.")]
    told: String,
    #[schemars(example = "one", example = "other")]
    example: Vec<i32>,
    #[deprecated]
    old: Option<String>,
    #[schemars(with = "String")]
    replaced: Option<i32>,
    #[schemars(with = "Option<String>")]
    replaced_optional: i32,
    #[schemars(rename = "second")]
    first: String,
    #[serde(rename(deserialize = "read", serialize = "written"))]
    two_names: String,
}

fn one() -> Vec<i32> {
    vec![1, 2]
}

fn other() -> Vec<i32> {
    vec![]
}

/// The other crate's attributes.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Ignored")]
#[serde(rename_all = "camelCase")]
pub struct IgnoredSpec {
    from_number: FromNumber,
    fields: Fields,
    transparent: Transparent,
    /// A text.
    transparent_documented: Transparent,
    wrapper: Newtype,
    /// A text.
    wrapper_documented: Newtype,
    wrapper_optional: Maybe,
    repeated: Generic<i32>,
    optional_generic: Option<Generic<String>>,
}

/// Read as a number.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(from = "i32")]
pub struct FromNumber {
    number: i32,
}

impl From<i32> for FromNumber {
    fn from(number: i32) -> Self {
        Self { number }
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all_fields = "SCREAMING_SNAKE_CASE")]
pub enum Fields {
    One { some_field: i32 },
}

/// The type.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Transparent {
    /// The field.
    #[schemars(length(max = 4))]
    inner: String,
}

/// The type.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Newtype(#[schemars(range(max = 4))] i32);

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Maybe(Option<i32>);

/// Of any type.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Generic<T> {
    value: T,
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Bounds::crd, Ignored::crd]
}
