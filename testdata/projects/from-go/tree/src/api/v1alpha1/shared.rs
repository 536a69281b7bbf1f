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

//! Types of `api/v1alpha1/shared.go`.

#![allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::tabs_in_doc_comments,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::invalid_rust_codeblocks
)]

use std::collections::BTreeMap;

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

/// Blend is a mixture of teas.
/// +kubebuilder:validation:XValidation:rule="self.leaves.size() > 0",message="a blend has leaves"
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Blend {
    /// leaves by name, with their share in percent.
    /// +kubebuilder:validation:MaxProperties=8
    /// +kubebuilder:validation:values:Format=""
    pub leaves: BTreeMap<String, i64>,
    /// sort of the tea.
    pub sort: Sort,
}

/// Sort is black or green.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub enum Sort {
    // SortBlack is oxidized.
    #[serde(rename = "black")]
    Black,
    // SortGreen is not.
    #[serde(rename = "green")]
    Green,
}

/// Phase of a Teapot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Phase(pub String);

impl Phase {
    /// PhaseBrewing is the first phase.
    pub const BREWING: &'static str = "Brewing";
    /// PhaseReady is the last one.
    pub const READY: &'static str = "Ready";
}
