//! Types of an API.

pub mod v1;
pub mod v1alpha1;
// +kubebuilder:scaffold:modules
