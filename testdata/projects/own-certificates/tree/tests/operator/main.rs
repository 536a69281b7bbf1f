//! The operator against a real API server, which each test starts for itself.

mod vault;
mod vault_v1_conversion;
mod vault_v1_webhook;
mod vault_v2_webhook;
// +kubebuilder:scaffold:modules
