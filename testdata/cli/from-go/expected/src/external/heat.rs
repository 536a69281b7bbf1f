//! Types of the API.

pub mod v1;
// +kubebuilder:scaffold:modules
