// door: cli
//! What a flattened type says, and the object around it cannot.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:Enum={{a: 1}}
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Listed {
    pub a: i32,
}

/// +kubebuilder:validation:XValidation:rule="!oldSelf.hasValue() || self.b == oldSelf.value().b",optionalOldSelf=true
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Ruled {
    pub b: i32,
}

/// +kubebuilder:pruning:PreserveUnknownFields
/// +kubebuilder:validation:XEmbeddedResource
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Embedded {}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Spec {
    #[serde(flatten)]
    pub listed: Listed,
    #[serde(flatten)]
    pub ruled: Option<Ruled>,
    #[serde(flatten)]
    pub embedded: Embedded,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Flat {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

#[derive(Serialize, Deserialize, Schema)]
pub enum WordOrFields {
    Word,
    Fields { size: i32 },
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(untagged)]
pub enum NumberOrFields {
    Number(i32),
    Fields { size: i32 },
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Unions {
    #[serde(flatten)]
    pub word: WordOrFields,
    #[serde(flatten)]
    pub number: NumberOrFields,
}
