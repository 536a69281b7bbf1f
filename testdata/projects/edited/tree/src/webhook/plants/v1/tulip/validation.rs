//! What a Tulip is refused for.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::plants::v1::tulip::Tulip;

/// Refuses a Tulip that is wrong in a way that no schema can say.
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

    // Add `validate_delete` here, and `;delete` to the verbs of the marker, if not each one may go.
}

/// What is wrong with a Tulip, whether it is new or has changed.
fn errors(object: &Tulip) -> Vec<FieldError> {
    // TODO: Name each field that is wrong, as in `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "nothing to refuse");
    Vec::new()
}
