//! The operator against a real API server, which each test starts for itself.

mod periodic_job;
mod periodic_job_v1_webhook;
mod periodic_job_v2_conversion;
// +kubebuilder:scaffold:modules
