// Copyright 2026 The Garden Authors.

//! Group tools.example.com, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
