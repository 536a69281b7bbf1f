//! The types of the API, by group and version.

pub mod plants;
pub mod tools;
// +kubebuilder:scaffold:modules
