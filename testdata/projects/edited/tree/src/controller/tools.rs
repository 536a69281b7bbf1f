// Copyright 2026 The Garden Authors.

//! The controllers of tools.example.com.

pub mod type_;
// +kubebuilder:scaffold:modules
