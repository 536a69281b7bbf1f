// Copyright 2026 The Garden Authors.

//! The API type Type.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// TypeSpec defines the desired state of Type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TypeSpec {
    /// Foo is an example field of Type; replace it with your own fields.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// TypeStatus defines the observed state of Type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TypeStatus {
    /// Conditions describe the current state of the Type, such as Available.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Type is the Schema for the types API.
/// +kubebuilder:subresource:status
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "tools.example.com", version = "v1")]
pub struct Type {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Type.
    pub spec: TypeSpec,
    /// Status defines the observed state of Type.
    pub status: Option<TypeStatus>,
}
