//! The types, controllers and webhooks of convoy-operator.

pub mod controller;
pub mod webhook;
// +kubebuilder:scaffold:modules
