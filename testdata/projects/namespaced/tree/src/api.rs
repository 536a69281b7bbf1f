// Copyright 2026 The Tenant Authors.

//! The types of the API, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
