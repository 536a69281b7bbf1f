//! Which versions of PeriodicJob become each other.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Any version becomes any other by way of v1, the hub.
pub(super) fn conversion() -> Conversion<api::v1::periodic_job::PeriodicJob> {
    Conversion::hub::<api::v1::periodic_job::PeriodicJob>()
        // By `api::v2::periodic_job_conversion`.
        .spoke::<api::v2::periodic_job::PeriodicJob>()
    // +kubebuilder:scaffold:spokes
}
