//! Types of version v1.

pub mod oven;
// +kubebuilder:scaffold:modules
