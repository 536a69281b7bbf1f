//! The defaulting webhook of Tulip.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::plants::v1::tulip::Tulip;

/// Sets defaults on Tulip objects.
///
/// +kubebuilder:webhook:path=/mutate-plants-example-com-v1-tulip,mutating=true,failurePolicy=fail,sideEffects=None,groups=plants.example.com,resources=tulips,verbs=create;update,versions=v1,name=mtulip-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct TulipDefaulter;

impl Defaulter for TulipDefaulter {
    type Object = Tulip;

    async fn default(&self, object: &mut Tulip, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Set defaults that depend on other fields. For constants, use `+kubebuilder:default` markers.
        tracing::debug!(name = object.metadata.name, "no defaults to set");
        Ok(())
    }
}
