//! The controllers.

pub mod vault;
// +kubebuilder:scaffold:modules
