//! Webhooks of version v1 of secrets.example.com.

pub mod vault;
// +kubebuilder:scaffold:modules
