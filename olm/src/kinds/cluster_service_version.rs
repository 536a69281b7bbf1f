//! A version of an operator.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A version of an operator.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "operators.coreos.com", version = "v1alpha1")]
pub struct ClusterServiceVersion {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: ClusterServiceVersionSpec,
    /// The status.
    pub status: Option<ClusterServiceVersionStatus>,
}

/// The operator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterServiceVersionSpec {
    /// The name for people.
    pub display_name: String,
    /// The Deployments and permissions.
    /// +kubebuilder:pruning:PreserveUnknownFields
    pub install: Value,
    /// The version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The release of the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// How mature it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maturity: Option<String>,
    /// What it does, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Who maintains it.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintainers: Vec<Value>,
    /// Who provides it.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Value>,
    /// Links.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Value>,
    /// The icon.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub icon: Vec<Value>,
    /// Which namespaces it can watch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub install_modes: Vec<InstallModeSupport>,
    /// The oldest version of Kubernetes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_kube_version: Option<String>,
    /// The version before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// Versions that it replaces too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skips: Vec<String>,
    /// The CRDs.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        rename = "customresourcedefinitions"
    )]
    pub customresourcedefinitions: Option<Value>,
    /// The API services.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        rename = "apiservicedefinitions"
    )]
    pub apiservicedefinitions: Option<Value>,
    /// The webhooks.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "webhookdefinitions")]
    pub webhookdefinitions: Vec<Value>,
    /// Kinds of the cluster that it needs.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "nativeAPIs")]
    pub native_apis: Vec<Value>,
    /// Images that it uses.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related_images: Vec<Value>,
    /// Labels of the operator.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Value>,
    /// Annotations of the operator.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annotations: Option<Value>,
    /// Selects what belongs to the operator.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<Value>,
    /// Whether custom resources are deleted with it.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleanup: Option<Value>,
}

/// Whether an install mode is supported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct InstallModeSupport {
    /// The mode.
    #[serde(rename = "type")]
    pub r#type: String,
    /// Whether it is supported.
    pub supported: bool,
}

/// Whether the operator runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterServiceVersionStatus {
    /// `Pending`, `InstallReady`, `Installing`, `Succeeded`, `Failed`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What the operator needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirement_status: Vec<Requirement>,
    /// The phases so far.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Value>,
    /// When the phase changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_transition_time: Option<String>,
    /// When it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update_time: Option<String>,
    /// When certificates were issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certs_last_updated: Option<String>,
    /// When they are renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certs_rotate_at: Option<String>,
    /// The custom resources that are deleted.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleanup: Option<Value>,
}

/// Something that an operator needs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// The group.
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
    /// `Present`, `NotPresent`, …
    pub status: String,
    /// What is wrong.
    pub message: String,
    /// The UID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// The parts of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependents: Vec<Dependent>,
}

/// A part of a requirement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Dependent {
    /// The group.
    pub group: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// `Satisfied` or `NotSatisfied`.
    pub status: String,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The UID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
}
