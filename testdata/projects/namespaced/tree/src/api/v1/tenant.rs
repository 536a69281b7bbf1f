// Copyright 2026 The Tenant Authors.

//! The API type Tenant.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// TenantSpec defines the desired state of Tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TenantSpec {
    /// Foo is an example field of Tenant; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// TenantStatus defines the observed state of Tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TenantStatus {
    /// Conditions describe the current state of the Tenant, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Tenant is the Schema for the tenants API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "tenancy.example.com", version = "v1")]
pub struct Tenant {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Tenant.
    pub spec: TenantSpec,
    /// Status defines the observed state of Tenant.
    pub status: Option<TenantStatus>,
}
