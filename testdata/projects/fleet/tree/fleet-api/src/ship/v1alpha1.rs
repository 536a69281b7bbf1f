//! Version v1alpha1 of ship.example.org.

pub mod frigate;
pub mod frigate_conversion;
// +kubebuilder:scaffold:modules
