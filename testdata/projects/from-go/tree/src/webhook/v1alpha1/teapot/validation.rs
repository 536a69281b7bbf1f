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

//! The validating webhook of Teapot.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1alpha1::teapot::Teapot;

/// Validates Teapot objects, for rules that the schema cannot express.
///
/// The Go source is `internal/webhook/v1alpha1/teapot_webhook.go`.
///
/// +kubebuilder:webhook:path=/validate-brew-example-com-v1alpha1-teapot,mutating=false,failurePolicy=ignore,sideEffects=None,groups=brew.example.com,resources=teapots,verbs=create;update,versions=v1alpha1,name=vteapot-v1alpha1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct TeapotValidator;

impl Validator for TeapotValidator {
    type Object = Teapot;

    async fn validate_create(
        &self,
        new: &Teapot,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Teapot,
        _old: &Teapot,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Teapot.
fn errors(object: &Teapot) -> Vec<FieldError> {
    // TODO: Return an error for each invalid field: `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "valid");
    Vec::new()
}
