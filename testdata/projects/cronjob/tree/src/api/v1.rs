//! Types of version v1.

pub mod cron_job;
// +kubebuilder:scaffold:modules
