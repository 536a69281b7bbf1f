//! The operator against a real API server, which each test starts for itself.

mod region;
mod region_v1beta1_webhook;
// +kubebuilder:scaffold:modules
