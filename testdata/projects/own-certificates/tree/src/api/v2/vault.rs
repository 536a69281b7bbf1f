//! The API type Vault.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// VaultSpec defines the desired state of Vault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct VaultSpec {
    /// Foo is an example field of Vault; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// VaultStatus defines the observed state of Vault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct VaultStatus {
    /// Conditions describe the current state of the Vault, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Vault is the Schema for the vaults API.
/// +kubebuilder:subresource:status
/// +kubebuilder:conversion:strategy=Webhook
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "secrets.example.com", version = "v2")]
pub struct Vault {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Vault.
    pub spec: VaultSpec,
    /// Status defines the observed state of Vault.
    pub status: Option<VaultStatus>,
}
