//! The types of the API, by version.

pub mod v1;
pub mod v1beta1;
// +kubebuilder:scaffold:modules
