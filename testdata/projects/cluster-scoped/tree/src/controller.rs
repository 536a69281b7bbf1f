//! The controllers.

pub mod region;
// +kubebuilder:scaffold:modules
