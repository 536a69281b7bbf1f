//! Types of version v1.

pub mod frigate;
// +kubebuilder:scaffold:modules
