//! The types of the API, by group and version.

pub mod light;
pub mod ship;
// +kubebuilder:scaffold:modules
