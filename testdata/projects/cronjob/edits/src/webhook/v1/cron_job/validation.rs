//! The validating webhook of CronJob.

use k8s_openapi::jiff::Timestamp;
use kubewright_runtime::webhook::{AdmissionRequest, FieldError, Refusal, Validator, Warnings};

use crate::api::v1::cron_job::CronJob;
use crate::schedule::Schedule;

/// The longest name: a Job's may have 63 characters, and ends with a hyphen and the minute of its run.
const NAME: usize = 52;

/// Validates CronJob objects, for rules that the schema cannot express.
///
/// +kubebuilder:webhook:path=/validate-batch-tutorial-kubebuilder-io-v1-cronjob,mutating=false,failurePolicy=fail,sideEffects=None,groups=batch.tutorial.kubebuilder.io,resources=cronjobs,verbs=create;update,versions=v1,name=vcronjob-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct CronJobValidator;

impl Validator for CronJobValidator {
    type Object = CronJob;

    async fn validate_create(
        &self,
        new: &CronJob,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        validate(new)
    }

    async fn validate_update(
        &self,
        new: &CronJob,
        _old: &CronJob,
        _: &AdmissionRequest,
    ) -> Result<Warnings, Refusal> {
        // An object that is being deleted may have been stored before these rules existed.
        match new.metadata.deletion_timestamp {
            Some(_) => Ok(Warnings::new()),
            None => validate(new),
        }
    }
}

fn validate(object: &CronJob) -> Result<Warnings, Refusal> {
    let mut errors = Vec::new();
    let mut warnings = Warnings::new();
    if object
        .metadata
        .name
        .as_ref()
        .is_some_and(|name| name.len() > NAME)
    {
        errors.push(FieldError::too_long("metadata.name", NAME));
    }
    let schedule = &object.spec.schedule;
    match schedule.parse::<Schedule>() {
        Err(error) => errors.push(FieldError::invalid(
            "spec.schedule",
            schedule,
            error.to_string(),
        )),
        Ok(parsed) if parsed.next(Timestamp::now()).is_none() => {
            warnings.push("spec.schedule: no date matches, so no Job ever starts".to_owned());
        }
        Ok(_) => {}
    }
    Refusal::unless_empty(errors)?;
    Ok(warnings)
}
