//! The controllers.

pub mod cron_job;
// +kubebuilder:scaffold:modules
