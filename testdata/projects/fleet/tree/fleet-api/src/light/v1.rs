//! Version v1 of light.example.org.

pub mod lamp;
// +kubebuilder:scaffold:modules
