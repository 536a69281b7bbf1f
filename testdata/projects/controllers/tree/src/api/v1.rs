//! Version v1 of storage.example.com.

pub mod backup;
// +kubebuilder:scaffold:modules
