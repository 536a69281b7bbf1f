//! The API type Stove, from `third_party/stove/api/v1/stove.go`.

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

/// StoveSpec is how hot a Stove is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct StoveSpec {
    /// Celsius is the wanted temperature.
    pub celsius: i32,
}

/// Stove heats kettles.
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "heat.example.org", version = "v1")]
pub struct Stove {
    pub metadata: ObjectMeta,
    pub spec: StoveSpec,
}
