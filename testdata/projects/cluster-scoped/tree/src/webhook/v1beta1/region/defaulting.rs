//! What a Region is filled in with before it is validated and stored.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1beta1::region::Region;

/// Fills in what a Region leaves out.
///
/// +kubebuilder:webhook:path=/mutate-infra-example-com-v1beta1-region,mutating=true,failurePolicy=fail,sideEffects=None,groups=infra.example.com,resources=regiones,verbs=create;update,versions=v1beta1,name=mregion-v1beta1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct RegionDefaulter;

impl Defaulter for RegionDefaulter {
    type Object = Region;

    async fn default(&self, object: &mut Region, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Fill in what depends on other fields; for the rest a `+kubebuilder:default` marker will do.
        tracing::debug!(name = object.metadata.name, "nothing to fill in");
        Ok(())
    }
}
