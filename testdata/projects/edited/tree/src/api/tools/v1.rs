// Copyright 2026 The Garden Authors.

//! Types of version v1.

pub mod type_;
// +kubebuilder:scaffold:modules
