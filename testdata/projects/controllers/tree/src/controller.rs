//! The controllers.

pub mod backup;
pub mod backup_pruner;
pub mod verifier;
// +kubebuilder:scaffold:modules
