//! The controllers.

pub mod periodic_job;
// +kubebuilder:scaffold:modules
