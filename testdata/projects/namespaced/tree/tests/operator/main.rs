// Copyright 2026 The Tenant Authors.

//! The operator against a real API server, which each test starts for itself.

mod tenant;
// +kubebuilder:scaffold:modules
