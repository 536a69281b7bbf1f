//! The webhooks, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
