//! The defaulting webhook of Order.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1::order::Order;

/// Sets defaults on Order objects.
///
/// +kubebuilder:webhook:path=/mutate-shop-example-com-v1-order,mutating=true,failurePolicy=fail,sideEffects=None,groups=shop.example.com,resources=orders,verbs=create;update,versions=v1,name=morder-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct OrderDefaulter;

impl Defaulter for OrderDefaulter {
    type Object = Order;

    async fn default(&self, object: &mut Order, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Set defaults on `object`.
        tracing::debug!(name = object.metadata.name, "no defaults to set");
        Ok(())
    }
}
