//! The validating webhook of Tulip.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::plants::v1::tulip::Tulip;

/// Validates Tulip objects, for rules that the schema cannot express.
///
/// +kubebuilder:webhook:path=/validate-plants-example-com-v1-tulip,mutating=false,failurePolicy=fail,sideEffects=None,groups=plants.example.com,resources=tulips,verbs=create;update,versions=v1,name=vtulip-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct TulipValidator;

impl Validator for TulipValidator {
    type Object = Tulip;

    async fn validate_create(
        &self,
        new: &Tulip,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Tulip,
        _old: &Tulip,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Tulip.
fn errors(object: &Tulip) -> Vec<FieldError> {
    // TODO: Return an error for each invalid field: `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "valid");
    Vec::new()
}
