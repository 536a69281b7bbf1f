//! The controllers.

pub mod mug;
// +kubebuilder:scaffold:modules
