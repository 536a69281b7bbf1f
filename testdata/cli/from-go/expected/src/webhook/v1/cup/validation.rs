//! The validating webhook of Cup.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::cup::Cup;

/// Validates Cup objects, for rules that the schema cannot express.
///
/// The Go source is `api/v1/cup_webhook.go`.
///
/// +kubebuilder:webhook:path=/validate-brew-example-com-v1-cup,mutating=false,failurePolicy=ignore,sideEffects=None,groups=brew.example.com,resources=cups,verbs=create;update,versions=v1,name=vcup.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct CupValidator;

impl Validator for CupValidator {
    type Object = Cup;

    async fn validate_create(&self, new: &Cup, _: &AdmissionRequest) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Cup,
        _old: &Cup,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Cup.
fn errors(object: &Cup) -> Vec<FieldError> {
    // TODO: Return an error for each invalid field: `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "valid");
    Vec::new()
}
