//! The settings of OLM v0.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// The settings of OLM.
/// +kubebuilder:subresource:status
/// +kubebuilder:resource:scope=Cluster,path=olmconfigs,singular=olmconfig
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "operators.coreos.com", version = "v1")]
pub struct OLMConfig {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: OLMConfigSpec,
    /// The status.
    pub status: Option<OLMConfigStatus>,
}

/// The settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct OLMConfigSpec {
    /// What is switched on.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<Value>,
}

/// What OLM made of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct OLMConfigStatus {
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}
