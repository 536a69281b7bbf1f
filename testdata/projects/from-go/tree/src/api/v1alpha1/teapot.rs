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

//! The API type Teapot, from `api/v1alpha1/teapot_types.go`.

#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::invalid_rust_codeblocks
)]

use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

use super::shared::Blend;
use super::shared::Phase;

/// TeapotSpec defines the desired state of Teapot
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct TeapotSpec {
    /// cups is the number of cups that the pot holds.
    /// +kubebuilder:validation:Minimum=1
    /// +kubebuilder:default=2
    /// +optional
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cups: Option<i32>,
    /// blend says what is brewed.
    pub blend: Blend,
    /// resources of the Pod that brews.
    /// +optional
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<ResourceRequirements>,
}

/// TeapotStatus defines the observed state of Teapot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct TeapotStatus {
    /// conditions represent the current state of the Teapot resource.
    /// +listType=map
    /// +listMapKey=type
    /// +optional
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// phase is a summary for people.
    /// +optional
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
}

/// +kubebuilder:subresource:status
/// +kubebuilder:resource:shortName=tp
/// +kubebuilder:printcolumn:name="Cups",type=integer,JSONPath=`.spec.cups`
/// Teapot is the Schema for the teapots API
// +kubebuilder:scaffold:markers
#[derive(Clone, Debug, PartialEq, CustomResource)]
#[resource(group = "brew.example.com", version = "v1alpha1")]
pub struct Teapot {
    pub metadata: ObjectMeta,
    /// spec defines the desired state of Teapot
    /// +required
    pub spec: TeapotSpec,
    /// status defines the observed state of Teapot
    /// +optional
    pub status: Option<TeapotStatus>,
}
