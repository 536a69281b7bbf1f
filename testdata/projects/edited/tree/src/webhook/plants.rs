//! Webhooks of plants.example.com, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
