//! The types, controllers and webhooks of periodic.

pub mod api;
pub mod controller;
pub mod webhook;
// +kubebuilder:scaffold:modules
