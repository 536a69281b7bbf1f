//! The defaulting webhook of Region.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1beta1::region::Region;

/// Sets defaults on Region objects.
///
/// +kubebuilder:webhook:path=/mutate-infra-example-com-v1beta1-region,mutating=true,failurePolicy=fail,sideEffects=None,groups=infra.example.com,resources=regiones,verbs=create;update,versions=v1beta1,name=mregion-v1beta1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct RegionDefaulter;

impl Defaulter for RegionDefaulter {
    type Object = Region;

    async fn default(&self, object: &mut Region, _: &AdmissionRequest) -> Result<(), Refusal> {
        // TODO: Set defaults that depend on other fields. For constants, use `+kubebuilder:default` markers.
        tracing::debug!(name = object.metadata.name, "no defaults to set");
        Ok(())
    }
}
