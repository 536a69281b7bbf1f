//! Types of version v1.

pub mod lamp;
// +kubebuilder:scaffold:modules
