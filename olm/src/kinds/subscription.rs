//! What is installed from a catalog.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// An operator to install from a catalog, and to upgrade.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "operators.coreos.com", version = "v1alpha1")]
pub struct Subscription {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: SubscriptionSpec,
    /// The status.
    pub status: Option<SubscriptionStatus>,
}

/// The operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionSpec {
    /// The CatalogSource.
    pub source: String,
    /// The namespace of the CatalogSource.
    pub source_namespace: String,
    /// The package.
    pub name: String,
    /// The channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The first version to install.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "startingCSV")]
    pub starting_csv: Option<String>,
    /// `Automatic` or `Manual`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_plan_approval: Option<String>,
    /// Settings of the operator's Pods.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<Value>,
}

/// How far the installation is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionStatus {
    /// The version that is being installed.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "currentCSV")]
    pub current_csv: Option<String>,
    /// The version that is installed.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "installedCSV")]
    pub installed_csv: Option<String>,
    /// The InstallPlan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_plan_ref: Option<PlanReference>,
    /// The InstallPlan, as it was written before.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub installplan: Option<Value>,
    /// The number of the InstallPlan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install_plan_generation: Option<i64>,
    /// `AtLatestKnown`, `UpgradePending`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<String>,
    /// The catalogs.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalog_health: Vec<Value>,
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// A reference to an InstallPlan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PlanReference {
    /// The API version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// The kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The namespace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The UID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// The resource version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_version: Option<String>,
    /// Not used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_path: Option<String>,
}
