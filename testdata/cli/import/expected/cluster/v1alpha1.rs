//! Types of version v1alpha1.

pub mod route;
// +kubebuilder:scaffold:modules
