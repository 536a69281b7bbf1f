//! Enums in serde's forms.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Enums")]
pub struct EnumsSpec {
    plain: Plain,
    told: Told,
    optional_told: Option<Told>,
    skipped: Skipped,
    data: Data,
    one: One,
    structs: Structs,
    optional_data: Option<Data>,
    optional_structs: Option<Structs>,
    #[serde(default)]
    defaulted: Plain,
    #[serde(default = "second")]
    maybe: Option<Plain>,
    list: Vec<Data>,
}

fn second() -> Option<Plain> {
    Some(Plain::Second)
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Plain {
    #[default]
    First,
    Second,
    #[serde(rename = "3")]
    Third,
}

/// With texts.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Told {
    A,
    /// The b.
    B,
    C,
    /// The d.
    D,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Skipped {
    A,
    #[serde(skip)]
    B,
    #[serde(skip_serializing)]
    C,
    #[serde(other)]
    D,
}

/// With data.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Data {
    /// A number.
    Number(i32),
    Text(Option<String>),
    /// Fields.
    Fields { a: i32, b: Option<String> },
    Typed(Typed),
    /// Over the type.
    TypedTold(Typed),
}

/// The type.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Typed {
    a: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type")]
pub enum One {
    /// The only one.
    Only { a: i32 },
}

/// By fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Structs {
    /// The first.
    First(Typed),
    Second { b: i32, c: Option<String> },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Mixed")]
pub struct MixedSpec {
    mixed: MixedEnum,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum MixedEnum {
    Unit,
    Data(String),
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Internal")]
pub struct InternalSpec {
    internal: InternalEnum,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type")]
pub enum InternalEnum {
    A { a: i32 },
    B(Typed),
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Adjacent")]
pub struct AdjacentSpec {
    adjacent: AdjacentEnum,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "type", content = "value")]
pub enum AdjacentEnum {
    /// The only one.
    A { a: i32 },
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "ScalarUnion")]
pub struct ScalarUnionSpec {
    scalars: Scalars,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalars {
    Number(i32),
    /// As text.
    Text(String),
    List(Vec<String>),
}

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "TextOrFields")]
pub struct TextOrFieldsSpec {
    either: TextOrFieldsEnum,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum TextOrFieldsEnum {
    Text(String),
    Fields { a: i32 },
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Enums::crd, Mixed::crd, Internal::crd, Adjacent::crd, ScalarUnion::crd, TextOrFields::crd]
}
