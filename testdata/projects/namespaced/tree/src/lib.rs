// Copyright 2026 The Tenant Authors.

//! The types, controllers and webhooks of tenant-operator.

pub mod api;
pub mod controller;
// +kubebuilder:scaffold:modules
