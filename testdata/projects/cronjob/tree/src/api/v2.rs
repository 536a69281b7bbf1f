//! Types of version v2.

pub mod cron_job;
pub mod cron_job_conversion;
// +kubebuilder:scaffold:modules
