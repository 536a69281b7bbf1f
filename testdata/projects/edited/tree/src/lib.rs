//! The types, controllers and webhooks of garden-operator.

pub mod api;
pub mod controller;
pub mod webhook;
// +kubebuilder:scaffold:modules
