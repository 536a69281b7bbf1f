//! Types of version v2.

pub mod periodic_job;
pub mod periodic_job_conversion;
// +kubebuilder:scaffold:modules
