//! Enums in the forms of which kube makes a schema.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Choices")]
pub struct ChoicesSpec {
    unit: Unit,
    documented: Documented,
    attributes: Attributes,
    skipped: Skipped,
    external: External,
    one: One,
    internal: Internal,
    adjacent: Adjacent,
    structs: Structs,
    text_or_struct: TextOrStruct,
    repr: Repr,
    negative: Negative,
    list: Vec<External>,
    map: std::collections::BTreeMap<String, Unit>,
    optional: Option<External>,
    optional_unit: Option<Unit>,
    newtypes: Newtypes,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Unit {
    Zulu,
    Alpha,
    Mike,
}

/// A choice.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Documented {
    A,
    /// The second.
    B,
    C,
    /// The fourth.
    D,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Attributes {
    #[deprecated]
    A,
    B,
    #[schemars(title = "C")]
    C,
    #[schemars(description = "d")]
    D,
    E,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Skipped {
    A,
    #[serde(skip)]
    B,
    #[serde(skip_deserializing)]
    C,
    #[serde(skip_serializing)]
    D,
    #[serde(alias = "old")]
    E,
    #[serde(other)]
    F,
}

/// External.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum External {
    /// The first.
    First(String),
    Second { size: u32, name: Option<String> },
    /// The third.
    Third(Payload),
    Fourth(Payload),
    FifthOne(Vec<i32>),
}

/// A payload.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Payload {
    value: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum One {
    Only(Payload),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind")]
pub enum Internal {
    /// The only one.
    Only { size: u32 },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "data")]
pub enum Adjacent {
    Only(Payload),
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Structs {
    /// By name.
    ByName { name: String },
    ById { id: u32, zone: Option<String> },
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum TextOrStruct {
    Text(String),
    Struct(Payload),
}

#[derive(Clone, Debug, serde_repr::Deserialize_repr, serde_repr::Serialize_repr, schemars::JsonSchema_repr)]
#[repr(u8)]
pub enum Repr {
    A = 1,
    B = 5,
    C,
}

#[derive(Clone, Debug, serde_repr::Deserialize_repr, serde_repr::Serialize_repr, schemars::JsonSchema_repr)]
#[repr(i32)]
pub enum Negative {
    A = -1,
    B,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Newtypes {
    #[serde(rename = "port")]
    Port(u16),
    #[serde(rename = "name")]
    Name(#[schemars(length(max = 15))] String),
}

pub fn crds() -> Vec<Crd> {
    vec![Choices::crd()]
}
