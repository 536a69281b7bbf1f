//! Webhooks of version v1beta1 of infra.example.com.

pub mod region;
// +kubebuilder:scaffold:modules
