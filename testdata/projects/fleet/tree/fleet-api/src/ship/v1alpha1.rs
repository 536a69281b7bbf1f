//! Types of version v1alpha1.

pub mod frigate;
pub mod frigate_conversion;
// +kubebuilder:scaffold:modules
