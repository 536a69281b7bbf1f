//! Webhooks of version v1 of batch.example.com.

pub mod periodic_job;
// +kubebuilder:scaffold:modules
