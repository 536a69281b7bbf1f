// Copyright 2026 The Garden Authors.

//! Version v1 of tools.example.com.

pub mod type_;
// +kubebuilder:scaffold:modules
