//! The types, controllers and webhooks of beacon-operator.

pub mod controller;
// +kubebuilder:scaffold:modules
