// Copyright 2026.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

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
