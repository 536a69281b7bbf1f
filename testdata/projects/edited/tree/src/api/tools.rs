// Copyright 2026 The Garden Authors.

//! Types of group `tools`, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
