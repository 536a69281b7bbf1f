//! Fields and variants without JSON.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

const TEXT: &str = "computed";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    /// +kubebuilder:validation:Minimum=1
    pub size: i32,
    /// A cache.
    #[serde(skip)]
    pub cache: i32,
    #[doc = concat!("is ", "computed")]
    #[serde(skip)]
    pub computed: i32,
    pub mode: Mode,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub enum Mode {
    Known(String),
    /// Of a later version.
    #[serde(skip)]
    Unknown(String),
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "skipped.example.com", version = "v1")]
pub struct Skip {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Skip> {
    let mode = Mode::Known(TEXT.to_owned());
    vec![Skip::new("skip", Spec { size: 1, cache: 0, computed: 0, mode })]
}
