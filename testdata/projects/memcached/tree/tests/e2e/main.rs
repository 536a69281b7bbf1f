//! The operator on a cluster, deployed as its users deploy it: `make test-e2e` makes the cluster and runs this.

mod cluster;
mod manager;
mod memcached;
// +kubebuilder:scaffold:modules
