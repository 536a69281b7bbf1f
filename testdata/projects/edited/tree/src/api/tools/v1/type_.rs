// Copyright 2026 The Garden Authors.

//! Type, as people write it and as the operator reads it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// Fields, doc comments and markers below become the CRD: run `make manifests` after a change.

/// TypeSpec defines the desired state of Type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TypeSpec {
    /// Foo is an example field of Type; put your own in its place.
    /// +kubebuilder:validation:MaxLength=63
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foo: Option<String>,
}

/// TypeStatus defines the observed state of Type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct TypeStatus {
    /// Conditions of the Type, such as Available, each with the time since when.
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
    /// Name, namespace, labels and so on.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Type.
    pub spec: TypeSpec,
    /// Status defines the observed state of Type.
    pub status: Option<TypeStatus>,
}
