//! A catalog that OLM installs from.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Condition;

/// A catalog.
/// +kubebuilder:subresource:status
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "operators.coreos.com", version = "v1alpha1")]
pub struct CatalogSource {
    /// The metadata.
    pub metadata: ObjectMeta,
    /// The specification.
    pub spec: CatalogSourceSpec,
    /// The status.
    pub status: Option<CatalogSourceStatus>,
}

/// Where a catalog is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogSourceSpec {
    /// `grpc`, `configmap` or `internal`.
    pub source_type: String,
    /// The address of a server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The image of a catalog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The ConfigMap of a catalog.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "configMap")]
    pub config_map: Option<String>,
    /// Catalogs of a higher priority are preferred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i64>,
    /// The name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// What it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The icon.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<Value>,
    /// The Secrets to pull the image with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// When the image is pulled again.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_strategy: Option<Value>,
    /// How the server runs.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grpc_pod_config: Option<Value>,
}

/// What OLM sees of a catalog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogSourceStatus {
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The connection to the server.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "connectionState")]
    pub connection_state: Option<ConnectionState>,
    /// The conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// The ConfigMap.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        rename = "configMapReference"
    )]
    pub config_map_reference: Option<Value>,
    /// The Service of the server.
    /// +kubebuilder:pruning:PreserveUnknownFields
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "registryService")]
    pub registry_service: Option<Value>,
    /// When the image was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_image_registry_poll: Option<String>,
}

/// The connection to a server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionState {
    /// The address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it last connected.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "lastConnect")]
    pub last_connect: Option<String>,
    /// `READY`, `CONNECTING` or `TRANSIENT_FAILURE`.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        rename = "lastObservedState"
    )]
    pub last_observed_state: Option<String>,
}
