//! Webhooks of version v2 of secrets.example.com.

pub mod vault;
// +kubebuilder:scaffold:modules
