//! Types of version v1.

pub mod mug;
// +kubebuilder:scaffold:modules
