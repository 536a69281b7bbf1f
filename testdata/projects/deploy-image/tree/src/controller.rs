//! The controllers.

pub mod memcached;
pub mod page;
// +kubebuilder:scaffold:modules
