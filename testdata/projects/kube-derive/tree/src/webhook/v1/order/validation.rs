//! The validating webhook of Order.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::order::Order;

/// Validates Order objects, for rules that the schema cannot express.
///
/// +kubebuilder:webhook:path=/validate-shop-example-com-v1-order,mutating=false,failurePolicy=fail,sideEffects=None,groups=shop.example.com,resources=orders,verbs=create;update,versions=v1,name=vorder-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct OrderValidator;

impl Validator for OrderValidator {
    type Object = Order;

    async fn validate_create(
        &self,
        new: &Order,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &Order,
        _old: &Order,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Order.
fn errors(object: &Order) -> Vec<FieldError> {
    // TODO: Return an error for each invalid field: `FieldError::invalid("spec.foo", &object.spec.foo, "must be lower case")`.
    tracing::debug!(name = object.metadata.name, "valid");
    Vec::new()
}
