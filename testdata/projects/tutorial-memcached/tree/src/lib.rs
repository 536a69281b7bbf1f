//! The types, controllers and webhooks of memcached.

pub mod api;
pub mod controller;
pub mod webhook;
// +kubebuilder:scaffold:modules
