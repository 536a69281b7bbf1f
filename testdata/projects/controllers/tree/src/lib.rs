//! The types, controllers and webhooks of backup-operator.

pub mod api;
pub mod controller;
// +kubebuilder:scaffold:modules
