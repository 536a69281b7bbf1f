//! The types, controllers and webhooks of vault-operator.

pub mod api;
pub mod controller;
pub mod webhook;
// +kubebuilder:scaffold:modules
