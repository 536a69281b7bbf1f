//! The controllers of plants.example.com.

pub mod tulip;
// +kubebuilder:scaffold:modules
