//! Group light.example.org, by version.

pub mod v1;
// +kubebuilder:scaffold:modules
