//! Conversion between the versions of CronJob.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Converts every version to and from v1, the hub.
pub(super) fn conversion() -> Conversion<api::v1::cron_job::CronJob> {
    Conversion::hub::<api::v1::cron_job::CronJob>()
        // Implemented in `api::v2::cron_job_conversion`.
        .spoke::<api::v2::cron_job::CronJob>()
    // +kubebuilder:scaffold:spokes
}
