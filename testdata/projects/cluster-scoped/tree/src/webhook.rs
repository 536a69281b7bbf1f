//! The webhooks, by version.

pub mod v1beta1;
// +kubebuilder:scaffold:modules
