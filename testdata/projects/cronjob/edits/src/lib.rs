//! The types, controllers and webhooks of cronjob-operator.

pub mod api;
pub mod controller;
pub mod schedule;
pub mod webhook;
// +kubebuilder:scaffold:modules
