//! The types of the API, by version.

pub mod v1;
pub mod v2;
// +kubebuilder:scaffold:modules
