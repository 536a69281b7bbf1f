// Copyright 2026 The Garden Authors.

//! Controllers of group `tools`.

pub mod type_;
// +kubebuilder:scaffold:modules
