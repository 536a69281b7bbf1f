use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TabletSpec {
    /// +k8s:immutable
    pub scalar: String,

    /// +k8s:immutable
    #[serde(default)]
    pub number: i64,

    /// +k8s:immutable
    /// +optional
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<String>,

    /// +k8s:immutable
    /// +required
    pub required: String,

    /// +k8s:immutable
    pub r#struct: Glyph,

    /// +k8s:immutable
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional_struct: Option<Glyph>,

    /// +k8s:immutable
    /// +kubebuilder:validation:MaxItems=4
    pub list: Vec<String>,

    /// +k8s:immutable
    /// +kubebuilder:validation:MaxItems=4
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional_list: Vec<Glyph>,

    /// +k8s:immutable
    /// +kubebuilder:validation:MaxProperties=4
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,

    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub glyphs: Option<Glyphs>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Glyph {
    /// +kubebuilder:validation:MaxLength=1
    pub sign: String,
}

/// Glyphs has an unchangeable field and a rule of its own.
/// +kubebuilder:validation:XValidation:rule="has(self.first) || has(self.second)"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Glyphs {
    /// +k8s:immutable
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,

    /// +k8s:immutable
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Tablet {
    pub metadata: ObjectMeta,
    pub spec: TabletSpec,
}
