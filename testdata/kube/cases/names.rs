//! Names as serde makes them.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Names")]
#[serde(rename_all = "camelCase")]
pub struct NamesSpec {
    first_name: String,
    #[serde(rename = "other")]
    renamed: String,
    #[serde(rename(serialize = "out", deserialize = "in"))]
    both: String,
    r#type: String,
    double__under: String,
    _lead: String,
    trail_: String,
    with_1_number: String,
    #[serde(alias = "old")]
    aliased: String,
    #[schemars(rename = "ours")]
    #[serde(rename = "theirs")]
    overridden: String,
    #[schemars(!rename)]
    #[serde(rename = "gone")]
    restored: String,
    kebab: Kebab,
    snake: Snake,
    scream: Scream,
    pascal: Pascal,
    lower: Lower,
    upper: Upper,
    separate: Separate,
    fields: Fields,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Kebab {
    one_two: String,
    unit: KebabUnit,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KebabUnit {
    OneTwo,
    HTTPRoute,
    #[serde(rename = "x")]
    Three,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Snake {
    HTTPRoute,
    OneTwo,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scream {
    OneTwo,
    Three,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Pascal {
    one_two: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lower {
    OneTwo,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Upper {
    OneTwo,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all(serialize = "camelCase", deserialize = "SCREAMING-KEBAB-CASE"))]
pub struct Separate {
    one_two: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Fields {
    FirstVariant { one_two: String },
    #[serde(rename_all = "kebab-case")]
    SecondVariant { three_four: String },
}

pub fn crds() -> Vec<Crd> {
    vec![Names::crd()]
}
