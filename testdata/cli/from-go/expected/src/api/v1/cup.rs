//! The API type Cup, from `api/v1/cup_types.go`.

#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::invalid_rust_codeblocks
)]

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// CupSpec defines the desired state of Cup
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct CupSpec {
    /// size in milliliters
    /// +kubebuilder:validation:Minimum=100
    pub size: i32,
    /// decoration of the cup
    /// +kubebuilder:validation:Type=object
    /// +optional
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoration: Option<serde_json::Value>,
}

/// Cup is the Schema for the cups API
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "brew.example.com", version = "v1")]
pub struct Cup {
    pub metadata: ObjectMeta,
    pub spec: Option<CupSpec>,
}
