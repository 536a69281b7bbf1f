//! Types of version v1beta1.

pub mod mug;
pub mod pot;
// +kubebuilder:scaffold:modules
