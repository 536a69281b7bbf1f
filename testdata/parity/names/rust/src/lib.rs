use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// DrawerSpec has fields whose names are not what they seem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct DrawerSpec {
    /// Left out.
    #[serde(skip)]
    pub skipped: String,

    /// A dash is a name too.
    #[serde(rename = "-")]
    pub dash: String,

    #[serde(rename = "URL")]
    pub url: String,

    #[serde(rename = "snake_case")]
    pub snake_case: String,

    #[serde(rename = "kebab-case")]
    pub kebab_case: String,

    pub r#type: String,

    #[serde(rename = "$ref")]
    pub r#ref: String,

    #[serde(rename = "y")]
    pub yes: String,

    pub item2: String,

    pub item10: String,

    #[serde(
        rename = "example.com/dotted",
        default,
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub dotted: BTreeMap<String, String>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Drawer {
    pub metadata: ObjectMeta,
    pub spec: DrawerSpec,
}
