//! The types, controllers and webhooks of image-operator.

pub mod api;
pub mod controller;
// +kubebuilder:scaffold:modules
