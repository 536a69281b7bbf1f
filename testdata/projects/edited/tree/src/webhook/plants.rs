//! Webhooks of group `plants`, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
