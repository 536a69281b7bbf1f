//! End-to-end tests: `make test-e2e` creates a cluster, deploys the operator as users do, and runs them.

mod backup;
mod backup_pruner;
mod cluster;
mod manager;
mod verifier;
// +kubebuilder:scaffold:modules
