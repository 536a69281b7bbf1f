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

//! The defaulting webhook of Teapot.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1alpha1::teapot::Teapot;

/// Sets defaults on Teapot objects.
///
/// The Go source is `internal/webhook/v1alpha1/teapot_webhook.go`.
///
/// +kubebuilder:webhook:path=/mutate-brew-example-com-v1alpha1-teapot,mutating=true,failurePolicy=fail,sideEffects=None,groups=brew.example.com,resources=teapots,verbs=create;update,versions=v1alpha1,name=mteapot-v1alpha1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct TeapotDefaulter;

impl Defaulter for TeapotDefaulter {
    type Object = Teapot;

    async fn default(&self, object: &mut Teapot, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Set defaults on `object`.
        tracing::debug!(name = object.metadata.name, "no defaults to set");
        Ok(())
    }
}
