//! Version v1 of ship.example.org.

pub mod frigate;
// +kubebuilder:scaffold:modules
