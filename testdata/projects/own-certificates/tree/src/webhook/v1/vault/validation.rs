//! The validating webhook of Vault.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::vault::Vault;

/// Validates Vault objects, for rules that the schema cannot express.
///
/// +kubebuilder:webhook:path=/validate-secrets-example-com-v1-vault,mutating=false,failurePolicy=fail,sideEffects=None,groups=secrets.example.com,resources=vaults,verbs=create;update,versions=v1,name=vvault-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct VaultValidator;

impl Validator for VaultValidator {
    type Object = Vault;

    async fn validate_create(
        &self,
        new: &Vault,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Vault,
        _old: &Vault,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Vault.
fn errors(object: &Vault) -> Vec<FieldError> {
    // TODO: Return an error for each invalid field: `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "valid");
    Vec::new()
}
