//! Types of version v1.

pub mod route;
// +kubebuilder:scaffold:modules
