//! The API type Route, version v1.
//!
//! Imported from the CRD `routes.network.example.com`; `kubewright manifests` writes the same CRD, without the column `TLS`, the column `Port` and `labelSelectorPath`.

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
pub struct RouteSpec {
    /// +nullable
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct RouteStatus {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<i32>,
}

/// +kubebuilder:conversion:strategy=None
/// +kubebuilder:storageversion
/// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas
/// +kubebuilder:printcolumn:name="Host",type=string,JSONPath=.spec.host
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "network.example.com", version = "v1")]
pub struct Route {
    pub metadata: ObjectMeta,
    pub spec: Option<RouteSpec>,
    pub status: Option<RouteStatus>,
}
