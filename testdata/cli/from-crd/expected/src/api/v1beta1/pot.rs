//! The API type Pot, version v1beta1.
//!
//! Imported from the CRD `pots.brew.example.com`; `kubewright manifests` writes the same CRD.

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
pub struct PotSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i32>,
}

/// +kubebuilder:unservedversion
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "brew.example.com", version = "v1beta1")]
pub struct Pot {
    pub metadata: ObjectMeta,
    pub spec: Option<PotSpec>,
}
