//! Which fields are required, which may be null, and which are left out.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Presence")]
#[serde(rename_all = "camelCase")]
pub struct PresenceSpec {
    plain: String,
    option: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped_option: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    defaulted_option: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_optional: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    optional_list: Vec<String>,
    #[serde(default)]
    list: Vec<String>,
    #[serde(skip)]
    skipped: String,
    #[serde(skip_deserializing)]
    not_read: String,
    #[serde(skip_serializing)]
    not_written: String,
    #[serde(skip_serializing, default)]
    not_written_default: String,
    #[schemars(skip)]
    #[serde(default)]
    skipped_by_schemars: String,
    #[schemars(with = "String")]
    with_option: Option<String>,
    #[schemars(with = "Option<String>")]
    with_other_option: String,
    #[schemars(with = "String")]
    #[serde(default)]
    with_default: Option<String>,
    #[schemars(required)]
    required: Option<String>,
    #[schemars(required)]
    #[serde(default)]
    required_default: Option<u32>,
    alias: MaybeName,
    newtype: MaybeNewtype,
    transparent: MaybeTransparent,
    documented_transparent: DocumentedTransparent,
    boxed: Box<Option<u8>>,
    unit_option: Option<Plain>,
    /// Which one.
    documented_unit_option: Option<Plain>,
    documented_variants: Option<Documented>,
    /// Which one.
    documented_field: Option<Documented>,
    data: Option<Data>,
    /// Which data.
    documented_data: Option<Data>,
}

type MaybeName = Option<String>;

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct MaybeNewtype(Option<String>);

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct MaybeTransparent(Option<String>);

/// With docs.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct DocumentedTransparent {
    inner: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Plain {
    A,
    B,
}

/// Documented.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Documented {
    A,
    /// The second.
    B,
    C,
}

/// One of two.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Data {
    /// A text.
    Text(String),
    Number { value: i32 },
}

pub fn crds() -> Vec<Crd> {
    vec![Presence::crd()]
}
