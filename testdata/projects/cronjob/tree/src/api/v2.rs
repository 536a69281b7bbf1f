//! Version v2 of batch.tutorial.kubebuilder.io.

pub mod cron_job;
pub mod cron_job_conversion;
// +kubebuilder:scaffold:modules
