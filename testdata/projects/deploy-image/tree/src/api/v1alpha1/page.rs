//! The API type Page.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

// The CRD is generated from these fields, doc comments and markers: run `make manifests` after a change.

/// PageSpec defines the desired state of Page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PageSpec {
    /// Replicas is the number of Pods.
    /// +kubebuilder:default=1
    /// +kubebuilder:validation:Minimum=0
    #[serde(default = "one")]
    pub replicas: i32,

    /// Image is the container image of the Pods.
    /// +kubebuilder:default="busybox:1.37"
    /// +kubebuilder:validation:MinLength=1
    #[serde(default = "image")]
    pub image: String,
}

impl Default for PageSpec {
    fn default() -> Self {
        Self {
            replicas: one(),
            image: image(),
        }
    }
}

// The same defaults as in the markers, for objects that the program creates.

fn one() -> i32 {
    1
}

fn image() -> String {
    "busybox:1.37".to_owned()
}

/// PageStatus defines the observed state of Page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct PageStatus {
    /// ReadyReplicas is the number of Pods that are ready.
    #[serde(default)]
    pub ready_replicas: i32,

    /// Conditions describe the current state of the Page: Available when all Pods are ready.
    /// +listType=map
    /// +listMapKey=type
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Page is the Schema for the pages API.
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.readyReplicas
/// +kubebuilder:printcolumn:name="Replicas",type=integer,JSONPath=`.spec.replicas`
/// +kubebuilder:printcolumn:name="Ready",type=integer,JSONPath=`.status.readyReplicas`
/// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "cache.example.com", version = "v1alpha1")]
pub struct Page {
    /// Standard object metadata.
    pub metadata: ObjectMeta,
    /// Spec defines the desired state of Page.
    pub spec: PageSpec,
    /// Status defines the observed state of Page.
    pub status: Option<PageStatus>,
}
