//! Controllers of group `plants`.

pub mod tulip;
// +kubebuilder:scaffold:modules
