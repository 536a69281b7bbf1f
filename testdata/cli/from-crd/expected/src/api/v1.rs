//! Types of version v1.

pub mod mug;
pub mod pot;
// +kubebuilder:scaffold:modules
