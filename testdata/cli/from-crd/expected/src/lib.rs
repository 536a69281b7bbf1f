//! The types, controllers and webhooks of demo.

pub mod api;
pub mod controller;
// +kubebuilder:scaffold:modules
