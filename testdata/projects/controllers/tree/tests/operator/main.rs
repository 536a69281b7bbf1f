//! The operator against a real API server, which each test starts for itself.

mod backup;
mod backup_pruner;
mod verifier;
// +kubebuilder:scaffold:modules
