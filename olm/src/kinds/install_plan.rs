//! What OLM creates to install an operator.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// The objects that OLM creates to install an operator.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "operators.coreos.com", version = "v1alpha1")]
pub struct InstallPlan {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: InstallPlanSpec,
    /// The status.
    pub status: Option<InstallPlanStatus>,
}

/// What is installed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct InstallPlanSpec {
    /// `Automatic` or `Manual`.
    pub approval: String,
    /// Whether OLM may go on.
    pub approved: bool,
    /// The versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cluster_service_version_names: Vec<String>,
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<i64>,
    /// The CatalogSource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The namespace of the CatalogSource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_namespace: Option<String>,
}

/// How far the installation is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct InstallPlanStatus {
    /// `Planning`, `RequiresApproval`, `Installing`, `Complete` or `Failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The catalogs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub catalog_sources: Vec<String>,
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// The objects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<Step>,
    /// The images that are unpacked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bundle_lookups: Vec<BundleLookup>,
    /// The account that installs.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attenuated_service_account_ref: Option<Value>,
    /// When it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
}

/// An object of an InstallPlan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The version that it belongs to.
    pub resolving: String,
    /// The object.
    pub resource: StepResource,
    /// `Unknown`, `Present`, `Created`, …
    pub status: String,
    /// Whether a failure is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
}

/// The manifest of an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct StepResource {
    /// The group.
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
    /// The CatalogSource.
    pub source_name: String,
    /// The namespace of the CatalogSource.
    pub source_namespace: String,
    /// The object, or where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
}

/// The unpacking of an image.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct BundleLookup {
    /// The image.
    pub path: String,
    /// The version.
    pub identifier: String,
    /// The version before.
    pub replaces: String,
    /// The CatalogSource.
    /// +kubebuilder:pruning:PreserveUnknownFields
    pub catalog_source_ref: Value,
    /// The properties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<String>,
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}
