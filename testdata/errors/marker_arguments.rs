//! Markers with a wrong number of arguments, or none.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:validation:AtMostOneOf={}
#[derive(Serialize, Deserialize, Schema)]
pub struct Empty {
    /// +kubebuilder:validation:Enum={}
    pub word: String,
    /// +default=ref(Other)
    pub other: String,
    /// +kubebuilder:validation:keys:Pattern=`^a`
    pub keys: String,
    /// +kubebuilder:validation:XValidation:speed
    /// +kubebuilder:validation:Minimum:one=1
    /// +nullable:really
    pub argument: i32,
    /// +kubebuilder:validation:XValidation:rule
    pub valueless: i32,
    /// +kubebuilder:validation:XValidation:rule="true",message
    pub without: i32,
    /// +kubebuilder:validation:XValidation:rule="true",fieldPath=" "
    pub path: i32,
    /// +kubebuilder:validation:XValidation:rule="true",fieldPath=".a"
    pub scalar: i32,
    /// +kubebuilder:validation:XValidation:rule="true",message=
    /// +kubebuilder:validation:XValidation:rule=,message="no rule"
    /// +kubebuilder:rbac:groups=core,resources=pods,verbs=get,namespace=
    pub empty: i32,
    /// +kubebuilder:validation:Pattern=`abc
    pub unclosed: String,
}

/// +kubebuilder:printcolumn:name=A,type=string,JSONPath=.metadata.name
/// +kubebuilder:selectablefield:JSONPath=.specification
/// +kubebuilder:selectablefield:JSONPath=.specification
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Twice {
    pub metadata: ObjectMeta,
    #[serde(with = "elsewhere", rename = "specification")]
    pub spec: String,
    #[serde(alias = "state", bound(deserialize = ""))]
    pub status: Option<String>,
}

#[derive(Serialize, Deserialize, Schema)]
#[serde(remote = "Empty")]
pub struct EmptyDef {
    pub word: String,
}
