//! The webhooks, by version.

pub mod v1alpha1;
// +kubebuilder:scaffold:modules
