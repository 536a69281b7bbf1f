use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// LeaseSpec has rules of its own.
/// +kubebuilder:validation:XValidation:rule="self.start <= self.end",message="a lease ends after it starts"
/// +kubebuilder:validation:XValidation:rule="has(self.note) || self.start > 0",messageExpression="'has no note'",reason=FieldValueRequired,fieldPath=.note
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct LeaseSpec {
    /// +kubebuilder:validation:XValidation:rule="self >= 0"
    pub start: i64,

    /// +kubebuilder:validation:XValidation:rule="self >= oldSelf",message="may only grow"
    pub end: i64,

    /// +kubebuilder:validation:MaxLength=64
    /// +kubebuilder:validation:XValidation:rule=`self.matches('^[a-z]+$')`,message="letters only",reason="FieldValueInvalid"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,

    /// +kubebuilder:validation:XValidation:rule="!oldSelf.hasValue() || self == oldSelf.value()",message="once, for good",optionalOldSelf=true
    pub once: String,

    /// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="not again",optionalOldSelf=false
    pub fixed: String,

    /// The rules of the field stand before those of the type.
    /// +kubebuilder:validation:XValidation:rule="size(self.name) > 1",message="one letter is too few"
    /// +kubebuilder:validation:XValidation:rule="self.name != 'nobody'",message="somebody"
    pub tenant: Tenant,

    /// +kubebuilder:validation:MaxItems=5
    /// +kubebuilder:validation:XValidation:rule="self.all(x, x != '')",message="no empty one"
    /// +kubebuilder:validation:items:MaxLength=9
    /// +kubebuilder:validation:items:XValidation:rule="self.startsWith('r')",message="rooms start with r",reason=FieldValueForbidden
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<String>,

    /// +kubebuilder:validation:MaxProperties=4
    /// +kubebuilder:validation:XValidation:rule="self.exists(k, k == 'door')",reason=FieldValueDuplicate
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, String>,

    /// +kubebuilder:validation:MaxItems=3
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenants: Vec<Tenant>,

    #[serde(default)]
    pub even: Even,
}

/// Tenant lives there.
/// +kubebuilder:validation:XValidation:rule="self.age >= 18",message="too young",fieldPath=".age"
/// +kubebuilder:validation:XValidation:rule="self.age < 150"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Tenant {
    /// +kubebuilder:validation:MaxLength=20
    pub name: String,

    pub age: i32,
}

/// +kubebuilder:validation:XValidation:rule="self % 2 == 0",message="even numbers only"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Even(pub i32);

/// Lease is let.
/// +kubebuilder:validation:XValidation:rule="self.metadata.name == 'cellar'",message="there is one cellar only"
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Lease {
    pub metadata: ObjectMeta,
    pub spec: LeaseSpec,
}
