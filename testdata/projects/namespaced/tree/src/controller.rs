// Copyright 2026 The Tenant Authors.

//! The controllers.

pub mod ingress_class;
pub mod tenant;
// +kubebuilder:scaffold:modules
