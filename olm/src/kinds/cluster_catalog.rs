//! A catalog of OLM v1.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// A catalog.
/// +kubebuilder:subresource:status
/// +kubebuilder:resource:scope=Cluster
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "olm.operatorframework.io", version = "v1")]
pub struct ClusterCatalog {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: ClusterCatalogSpec,
    /// The status.
    pub status: Option<ClusterCatalogStatus>,
}

/// Where it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterCatalogSpec {
    /// The image.
    pub source: CatalogImage,
    /// Catalogs of a higher priority are preferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// `Available` or `Unavailable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability_mode: Option<String>,
}

/// Where the catalog is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogImage {
    /// `Image`.
    #[serde(rename = "type")]
    pub r#type: String,
    /// The image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageReference>,
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ImageReference {
    /// The name.
    #[serde(rename = "ref")]
    pub r#ref: String,
    /// How often its tag is looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll_interval_minutes: Option<i32>,
}

/// Whether it is served.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterCatalogStatus {
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// The image, by its digest.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_source: Option<Value>,
    /// Where it is served.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urls: Option<Value>,
    /// When it was unpacked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_unpacked: Option<String>,
}
