//! The validating webhook of Frigate.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use fleet_api::ship::v1::frigate::Frigate;

/// Validates Frigate objects, for rules that the schema cannot express.
///
/// +kubebuilder:webhook:path=/validate-ship-example-org-v1-frigate,mutating=false,failurePolicy=fail,sideEffects=None,groups=ship.example.org,resources=frigates,verbs=create;update,versions=v1,name=vfrigate-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct FrigateValidator;

impl Validator for FrigateValidator {
    type Object = Frigate;

    async fn validate_create(
        &self,
        new: &Frigate,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Frigate,
        _old: &Frigate,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Frigate.
fn errors(object: &Frigate) -> Vec<FieldError> {
    // TODO: Return an error for each invalid field: `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "valid");
    Vec::new()
}
