//! End-to-end tests: `make test-e2e` creates a cluster, deploys the operator as users do, and runs them.

mod cluster;
mod manager;
mod plants_tulip;
mod tools_type_;
// +kubebuilder:scaffold:modules
