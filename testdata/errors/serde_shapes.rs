//! Shapes that JSON or a structural schema does not have.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Unit;

#[derive(Serialize, Deserialize, Schema)]
pub struct Pair(pub i32, pub String);

#[derive(Serialize, Deserialize, Schema)]
pub struct Tuples {
    pub pair: (i32, String),
    pub nothing: (),
    pub wide: i128,
    pub pointer: fn(i32) -> i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Generic<T> {
    pub value: T,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(deny_unknown_fields)]
pub struct Strict {
    pub value: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Names {
    #[serde(rename(serialize = "a", deserialize = "b"))]
    pub both: i32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sometimes: String,
    #[serde(with = "elsewhere")]
    pub by_function: i32,
}

#[derive(Clone, Serialize, Deserialize, Schema)]
#[serde(from = "Strict", into = "Names")]
pub struct OneWay {
    pub value: i32,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Float {
    pub ratio: f64,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Twice {
    #[serde(rename = "name")]
    pub first: i32,
    #[serde(rename = "name")]
    pub second: i32,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(tag = "type")]
pub struct Tagged {
    pub value: i32,
}

#[derive(Schema)]
pub union Either {
    pub size: u32,
    pub name: u64,
}
