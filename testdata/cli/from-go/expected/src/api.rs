//! The types of the API, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
