//! The webhooks, by version.

pub mod v1;
pub mod v2;
// +kubebuilder:scaffold:modules
