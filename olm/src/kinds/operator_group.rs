//! Which namespaces the operators of a namespace watch.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// The namespaces that the operators of a namespace watch.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "operators.coreos.com", version = "v1")]
pub struct OperatorGroup {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: OperatorGroupSpec,
    /// The status.
    pub status: Option<OperatorGroupStatus>,
}

/// The namespaces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct OperatorGroupSpec {
    /// The namespaces; all if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target_namespaces: Vec<String>,
    /// Selects the namespaces by their labels.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<Value>,
    /// The account that installs the operators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<String>,
    /// Whether the provided APIs are written by hand.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        rename = "staticProvidedAPIs"
    )]
    pub static_provided_apis: Option<bool>,
    /// Whether failed operators are upgraded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_strategy: Option<String>,
}

/// What OLM sees of the group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct OperatorGroupStatus {
    /// The namespaces; an empty name stands for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<String>,
    /// The account.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account_ref: Option<Value>,
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}
