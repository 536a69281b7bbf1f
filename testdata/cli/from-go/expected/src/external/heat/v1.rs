//! Types of the API.

pub mod stove;
// +kubebuilder:scaffold:modules
