//! Types of group `ship`, by version.

pub mod v1;
pub mod v1alpha1;
// +kubebuilder:scaffold:modules
