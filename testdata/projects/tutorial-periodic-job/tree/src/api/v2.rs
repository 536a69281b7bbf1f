//! Version v2 of batch.example.com.

pub mod periodic_job;
pub mod periodic_job_conversion;
// +kubebuilder:scaffold:modules
