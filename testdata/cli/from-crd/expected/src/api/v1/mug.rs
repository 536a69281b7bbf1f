//! The API type Mug, version v1.
//!
//! Imported from the CRD `mugs.brew.example.com`; `kubewright manifests` writes the same CRD.

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

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct MugSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// +kubebuilder:validation:Minimum=50
    pub size: i32,
}

/// Mug is the Schema for the mugs API
/// +kubebuilder:metadata:annotations="controller-gen.kubebuilder.io/version=v0.14.0"
/// +kubebuilder:storageversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "brew.example.com", version = "v1")]
pub struct Mug {
    pub metadata: ObjectMeta,
    pub spec: Option<MugSpec>,
}
