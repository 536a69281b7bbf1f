//! Conversion between the versions of PeriodicJob.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Converts every version to and from v1, the hub.
pub(super) fn conversion() -> Conversion<api::v1::periodic_job::PeriodicJob> {
    Conversion::hub::<api::v1::periodic_job::PeriodicJob>()
        // Implemented in `api::v2::periodic_job_conversion`.
        .spoke::<api::v2::periodic_job::PeriodicJob>()
    // +kubebuilder:scaffold:spokes
}
