//! Webhooks of version v1 of plants.example.com.

pub mod tulip;
// +kubebuilder:scaffold:modules
