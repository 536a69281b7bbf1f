//! End-to-end tests: `make test-e2e` creates a cluster, deploys the operator as users do, and runs them.

mod cluster;
mod manager;
// +kubebuilder:scaffold:modules
