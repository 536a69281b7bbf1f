// Copyright 2026 The Tenant Authors.

//! The operator on a cluster, deployed as its users deploy it: `make test-e2e` makes the cluster and runs this.

mod cluster;
mod manager;
mod tenant;
// +kubebuilder:scaffold:modules
