//! The validating webhook of PeriodicJob.

use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::periodic_job::PeriodicJob;

/// Validates PeriodicJob objects, for rules that the schema cannot express.
///
/// +kubebuilder:webhook:path=/validate-batch-example-com-v1-periodicjob,mutating=false,failurePolicy=fail,sideEffects=None,groups=batch.example.com,resources=periodicjobs,verbs=create;update,versions=v1,name=vperiodicjob-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct PeriodicJobValidator;

impl Validator for PeriodicJobValidator {
    type Object = PeriodicJob;

    async fn validate_create(
        &self,
        new: &PeriodicJob,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    async fn validate_update(
        &self,
        new: &PeriodicJob,
        _old: &PeriodicJob,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        Refusal::unless_empty(errors(new))?;
        Ok(Warnings::new())
    }

    // To validate deletions, add `validate_delete` here and `;delete` to the verbs of the marker.
}

/// Returns the errors of a new or changed PeriodicJob.
fn errors(object: &PeriodicJob) -> Vec<FieldError> {
    let field = "spec.jobTemplate.spec.template.spec";
    let job = object.spec.job_template.spec.as_ref();
    let Some(pod) = job.and_then(|job| job.template.spec.as_ref()) else {
        return vec![FieldError::required(field, "name the containers")];
    };
    match pod.restart_policy.as_deref() {
        Some("Never" | "OnFailure") => Vec::new(),
        policy => {
            let field = format!("{field}.restartPolicy");
            let supported = ["Never", "OnFailure"];
            vec![FieldError::not_supported(field, policy, supported)]
        }
    }
}
