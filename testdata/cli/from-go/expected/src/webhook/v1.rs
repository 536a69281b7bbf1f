//! Webhooks of version v1.

pub mod cup;
// +kubebuilder:scaffold:modules
