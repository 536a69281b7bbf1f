//! The webhooks, by group and version.

pub mod plants;
// +kubebuilder:scaffold:modules
