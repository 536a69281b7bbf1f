//! Types of an API.

pub mod v1;
// +kubebuilder:scaffold:modules
