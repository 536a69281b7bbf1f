//! Types that serde converts in one direction only.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Plain {
    pub x: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(from = "Plain")]
pub struct ReadFrom {
    pub x_y: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(into = "Plain")]
pub struct WrittenInto {
    pub x_y: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(try_from = "String")]
pub struct Number(i32);

/// The same fields, checked.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(try_from = "Plain")]
pub struct Checked {
    pub x: i32,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
#[serde(try_from = "String")]
pub struct Word(String);

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub read_from: ReadFrom,
    pub written_into: WrittenInto,
    pub number: Number,
    pub checked: Checked,
    pub word: Word,
}

#[derive(CustomResource, Clone, Debug, Serialize, Deserialize, Schema)]
#[resource(group = "example.com", version = "v1")]
pub struct OneWay {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}
