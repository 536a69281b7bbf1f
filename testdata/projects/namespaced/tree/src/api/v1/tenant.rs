// Copyright 2026 The Tenant Authors.

//! Tenant, as people write it and as the operator reads it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// Fields, doc comments and markers below become the CRD: run `make manifests` after a change.

/// TenantSpec defines the desired state of Tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TenantSpec {
    /// Foo is an example field of Tenant; put your own in its place.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// TenantStatus defines the observed state of Tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TenantStatus {
    /// Conditions of the Tenant, such as Available, each with the time since when.
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
    /// Name, namespace, labels and so on.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Tenant.
    pub spec: TenantSpec,
    /// Status defines the observed state of Tenant.
    pub status: Option<TenantStatus>,
}
