//! Webhooks of version v1 of batch.tutorial.kubebuilder.io.

pub mod cron_job;
// +kubebuilder:scaffold:modules
