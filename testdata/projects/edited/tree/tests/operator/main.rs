//! The operator against a real API server, which each test starts for itself.

mod plants_tulip;
mod plants_tulip_v1_webhook;
mod tools_type_;
// +kubebuilder:scaffold:modules
