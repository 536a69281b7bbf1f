//! An operator that OLM v1 installs.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// An operator to install.
/// +kubebuilder:subresource:status
/// +kubebuilder:resource:scope=Cluster
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "olm.operatorframework.io", version = "v1")]
pub struct ClusterExtension {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: ClusterExtensionSpec,
    /// The status.
    pub status: Option<ClusterExtensionStatus>,
}

/// The operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterExtensionSpec {
    /// Where it runs.
    pub namespace: String,
    /// The account that installs it.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<Value>,
    /// Where it comes from.
    pub source: ExtensionSource,
    /// How it is installed.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install: Option<Value>,
    /// Its settings.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress_deadline_minutes: Option<i32>,
}

/// Where an operator comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionSource {
    /// `Catalog`.
    pub source_type: String,
    /// What to look for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog: Option<CatalogFilter>,
}

/// What to look for in catalogs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogFilter {
    /// The package.
    pub package_name: String,
    /// The range of versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The channels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Selects the catalogs.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<Value>,
    /// Which upgrades are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgrade_constraint_policy: Option<String>,
}

/// Whether it is installed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterExtensionStatus {
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// What is installed.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install: Option<Value>,
    /// The revisions.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub active_revisions: Vec<Value>,
}
