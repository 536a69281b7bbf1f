//! The controllers, by group.

pub mod plants;
pub mod tools;
// +kubebuilder:scaffold:modules
