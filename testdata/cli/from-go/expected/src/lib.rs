//! The types, controllers and webhooks of tea.

pub mod api;
pub mod controller;
pub mod external;
pub mod webhook;
// +kubebuilder:scaffold:modules
