//! What a Tulip is filled in with before it is validated and stored.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::plants::v1::tulip::Tulip;

/// Fills in what a Tulip leaves out.
///
/// +kubebuilder:webhook:path=/mutate-plants-example-com-v1-tulip,mutating=true,failurePolicy=fail,sideEffects=None,groups=plants.example.com,resources=tulips,verbs=create;update,versions=v1,name=mtulip-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct TulipDefaulter;

impl Defaulter for TulipDefaulter {
    type Object = Tulip;

    async fn default(&self, object: &mut Tulip, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Fill in what depends on other fields; for the rest a `+kubebuilder:default` marker will do.
        tracing::debug!(name = object.metadata.name, "nothing to fill in");
        Ok(())
    }
}
