//! The defaulting webhook of Memcached.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1alpha1::memcached::Memcached;

/// Sets defaults on Memcached objects.
///
/// +kubebuilder:webhook:path=/mutate-cache-example-com-v1alpha1-memcached,mutating=true,failurePolicy=fail,sideEffects=None,groups=cache.example.com,resources=memcacheds,verbs=create;update,versions=v1alpha1,name=mmemcached-v1alpha1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct MemcachedDefaulter;

impl Defaulter for MemcachedDefaulter {
    type Object = Memcached;

    async fn default(&self, object: &mut Memcached, _: &AdmissionRequest) -> Result<(), Refusal> {
        let labels = object.metadata.labels.as_ref();
        let tier = labels.and_then(|labels| labels.get("tier"));
        let size = match tier.map(String::as_str) {
            Some("production") => 3,
            _ => 1,
        };
        object.spec.size.get_or_insert(size);
        Ok(())
    }
}
