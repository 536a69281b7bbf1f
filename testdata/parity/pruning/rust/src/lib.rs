use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSON;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::runtime::RawExtension;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct AtticSpec {
    /// +kubebuilder:pruning:PreserveUnknownFields
    pub open: Chest,

    pub open_by_type: OpenChest,

    /// +kubebuilder:pruning:PreserveUnknownFields
    pub open_twice: OpenChest,

    /// +kubebuilder:validation:XPreserveUnknownFields
    pub open_old_way: Chest,

    /// +kubebuilder:validation:EmbeddedResource
    pub embedded: RawExtension,

    /// +kubebuilder:validation:XEmbeddedResource
    /// +kubebuilder:pruning:PreserveUnknownFields
    pub embedded_too: RawExtension,

    /// +kubebuilder:validation:items:XEmbeddedResource
    /// +kubebuilder:validation:items:XPreserveUnknownFields
    pub embedded_list: Vec<RawExtension>,

    /// +kubebuilder:pruning:PreserveUnknownFields
    /// +kubebuilder:validation:Schemaless
    pub anything: JSON,

    /// Objects only, whatever stands in them.
    /// +kubebuilder:pruning:PreserveUnknownFields
    /// +kubebuilder:validation:Schemaless
    /// +kubebuilder:validation:Type=object
    pub any_object: serde_json::Value,

    /// +kubebuilder:pruning:PreserveUnknownFields
    /// +kubebuilder:validation:Schemaless
    /// +nullable
    /// +required
    pub hidden: Option<Chest>,

    pub json: JSON,

    /// +optional
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jsons: Vec<JSON>,

    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub json_map: BTreeMap<String, serde_json::Value>,
}

/// Chest holds little.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Chest {
    pub lock: String,
}

/// OpenChest holds whatever is thrown in.
/// +kubebuilder:pruning:PreserveUnknownFields
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct OpenChest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<String>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Attic {
    pub metadata: ObjectMeta,
    pub spec: AtticSpec,
}
