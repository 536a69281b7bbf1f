//! The types of the API, by version.

pub mod v1alpha1;
// +kubebuilder:scaffold:modules
