//! Version v1 of secrets.example.com.

pub mod vault;
pub mod vault_conversion;
// +kubebuilder:scaffold:modules
