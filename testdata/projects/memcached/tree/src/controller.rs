//! The controllers.

pub mod memcached;
// +kubebuilder:scaffold:modules
