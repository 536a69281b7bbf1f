//! What is optional.

use k8s_openapi::api::core::v1::LocalObjectReference;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Optional")]
pub struct OptionalSpec {
    plain: Option<Plain>,
    /// A field with a text.
    plain_documented: Option<Plain>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plain_defaulted: Option<Plain>,
    #[serde(default = "some")]
    plain_valued: Option<Plain>,
    typed: Option<Typed>,
    /// A field with a text.
    typed_documented: Option<Typed>,
    variants: Option<Variants>,
    /// A field with a text.
    variants_documented: Option<Variants>,
    #[serde(default = "told")]
    variants_valued: Option<Variants>,
    port: Option<IntOrString>,
    /// The port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    port_documented: Option<IntOrString>,
    fixed_port: IntOrString,
    text: Option<String>,
    list: Option<Vec<Option<Plain>>>,
    reference: Option<LocalObjectReference>,
    nested: Option<Nested>,
}

fn some() -> Option<Plain> {
    Some(Plain::B)
}

fn told() -> Option<Variants> {
    Some(Variants::Two)
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Plain {
    A,
    B,
}

/// An enum with a text.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Typed {
    A,
    B,
}

/// An enum with texts.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub enum Variants {
    One,
    /// The second.
    Two,
    Three,
}

/// What is inside.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Nested {
    first_one: i32,
    second: Option<String>,
}

impl Default for Nested {
    fn default() -> Self {
        Self {
            first_one: 5,
            second: None,
        }
    }
}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Optional::crd]
}
