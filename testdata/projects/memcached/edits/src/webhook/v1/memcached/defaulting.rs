//! The defaulting webhook of Memcached.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1::memcached::Memcached;

/// Sets defaults on Memcached objects.
///
/// +kubebuilder:webhook:path=/mutate-cache-example-org-v1-memcached,mutating=true,failurePolicy=fail,sideEffects=None,groups=cache.example.org,resources=memcacheds,verbs=create;update,versions=v1,name=mmemcached-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct MemcachedDefaulter;

impl Defaulter for MemcachedDefaulter {
    type Object = Memcached;

    async fn default(&self, object: &mut Memcached, _: &AdmissionRequest) -> Result<(), Refusal> {
        let memory = &mut object.spec.memory;
        let eighth = memory.megabytes.saturating_mul(1024 / 8);
        memory.max_item_kilobytes.get_or_insert(eighth.min(1024));
        Ok(())
    }
}
