//! The defaulting webhook of CronJob.

use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};

use crate::api::v1::cron_job::CronJob;
use crate::controller::cron_job::{KEEP_FAILED, KEEP_SUCCESSFUL};

/// Sets defaults on CronJob objects.
///
/// +kubebuilder:webhook:path=/mutate-batch-tutorial-kubebuilder-io-v1-cronjob,mutating=true,failurePolicy=fail,sideEffects=None,groups=batch.tutorial.kubebuilder.io,resources=cronjobs,verbs=create;update,versions=v1,name=mcronjob-v1.kb.io,admissionReviewVersions=v1
#[derive(Debug)]
pub(super) struct CronJobDefaulter;

impl Defaulter for CronJobDefaulter {
    type Object = CronJob;

    async fn default(&self, object: &mut CronJob, _: &AdmissionRequest) -> Result<(), Refusal> {
        let spec = &mut object.spec;
        spec.concurrency_policy.get_or_insert_default();
        spec.suspend.get_or_insert_default();
        spec.successful_jobs_history_limit
            .get_or_insert(KEEP_SUCCESSFUL);
        spec.failed_jobs_history_limit.get_or_insert(KEEP_FAILED);
        Ok(())
    }
}
