//! The controllers.

pub mod cup;
pub mod deployment;
pub mod stove;
// +kubebuilder:scaffold:modules
