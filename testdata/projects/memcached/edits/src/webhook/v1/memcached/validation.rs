//! The validating webhook of Memcached.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::memcached::Memcached;

/// Validates Memcached objects, for rules that the schema cannot express.
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
        // An object that is being deleted may have been stored before these rules existed.
        if new.metadata.deletion_timestamp.is_some() {
            return Ok(Warnings::new());
        }
        Refusal::unless_empty(errors(new))?;
        Ok(warnings(new))
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed Memcached.
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
        let detail = "must not contain white space";
        errors.push(FieldError::invalid(
            "spec.image",
            &object.spec.image,
            detail,
        ));
    }
    errors
}

/// Returns warnings about values that are valid, but may not be intended.
fn warnings(object: &Memcached) -> Warnings {
    match object.spec.replicas {
        0 => vec!["spec.replicas is 0, so no server runs".to_owned()],
        _ => Warnings::new(),
    }
}
