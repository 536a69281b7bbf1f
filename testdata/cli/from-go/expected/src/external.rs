//! Types of the API.

pub mod heat;
// +kubebuilder:scaffold:modules
