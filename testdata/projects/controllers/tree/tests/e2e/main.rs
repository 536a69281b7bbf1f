//! The operator on a cluster, deployed as its users deploy it: `make test-e2e` makes the cluster and runs this.

mod backup;
mod backup_pruner;
mod cluster;
mod manager;
mod verifier;
// +kubebuilder:scaffold:modules
