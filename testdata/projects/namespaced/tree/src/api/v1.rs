// Copyright 2026 The Tenant Authors.

//! Version v1 of tenancy.example.com.

pub mod tenant;
// +kubebuilder:scaffold:modules
