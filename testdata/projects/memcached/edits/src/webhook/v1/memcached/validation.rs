//! What a Memcached is refused for.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::memcached::Memcached;

/// Refuses a Memcached that is wrong in a way that no schema can say.
///
/// +kubebuilder:webhook:path=/validate-cache-example-org-v1-memcached,mutating=false,failurePolicy=fail,sideEffects=None,groups=cache.example.org,resources=memcacheds,verbs=create;update,versions=v1,name=vmemcached-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct MemcachedValidator;

impl Validator for MemcachedValidator {
    type Object = Memcached;

    async fn validate_create(
        &self,
        new: &Memcached,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(warnings(new))
    }

    async fn validate_update(
        &self,
        new: &Memcached,
        _old: &Memcached,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        // One that goes may be as it was before the rules were.
        if new.metadata.deletion_timestamp.is_some() {
            return Ok(Warnings::new());
        }
        Refusal::unless_empty(errors(new))?;
        Ok(warnings(new))
    }

    // Add `validate_delete` here, and `;delete` to the verbs of the marker, if not each one may go.
}

/// What is wrong with a Memcached, whether it is new or has changed.
fn errors(object: &Memcached) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let memory = &object.spec.memory;
    let half = memory.megabytes.saturating_mul(1024 / 2);
    if let Some(size) = memory.max_item_kilobytes.filter(|size| *size > half) {
        let detail = format!("may be at most {half}, half of spec.memory.megabytes");
        errors.push(FieldError::invalid(
            "spec.memory.maxItemKilobytes",
            size,
            detail,
        ));
    }
    if object.spec.image.chars().any(char::is_whitespace) {
        let detail = "has spaces in it, which no image has";
        errors.push(FieldError::invalid(
            "spec.image",
            &object.spec.image,
            detail,
        ));
    }
    errors
}

/// What people should know, though it is not wrong.
fn warnings(object: &Memcached) -> Warnings {
    match object.spec.replicas {
        0 => vec!["spec.replicas: no server runs with 0".to_owned()],
        _ => Warnings::new(),
    }
}
