//! Types of group `light`, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
