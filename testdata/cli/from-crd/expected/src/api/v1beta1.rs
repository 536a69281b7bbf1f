//! Types of version v1beta1.

pub mod mug;
// +kubebuilder:scaffold:modules
