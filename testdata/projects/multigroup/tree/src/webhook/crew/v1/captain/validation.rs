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

//! What a Captain is refused for.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::crew::v1::captain::Captain;

/// Refuses a Captain that is wrong in a way that no schema can say.
///
/// +kubebuilder:webhook:path=/check-captains,mutating=false,failurePolicy=fail,sideEffects=None,groups=crew.example.com,resources=captains,verbs=create;update,versions=v1,name=vcaptain-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct CaptainValidator;

impl Validator for CaptainValidator {
    type Object = Captain;

    async fn validate_create(
        &self,
        new: &Captain,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Captain,
        _old: &Captain,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // Add `validate_delete` here, and `;delete` to the verbs of the marker, if not each one may go.
}

/// What is wrong with a Captain, whether it is new or has changed.
fn errors(object: &Captain) -> Vec<FieldError> {
    // TODO: Name each field that is wrong, as in `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "nothing to refuse");
    Vec::new()
}
