//! Types of version v1.

pub mod tulip;
// +kubebuilder:scaffold:modules
