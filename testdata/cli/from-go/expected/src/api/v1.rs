//! Types of version v1.

pub mod cup;
pub mod recipe;
// +kubebuilder:scaffold:modules
