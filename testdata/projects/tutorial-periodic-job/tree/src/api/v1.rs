//! Types of version v1.

pub mod periodic_job;
// +kubebuilder:scaffold:modules
