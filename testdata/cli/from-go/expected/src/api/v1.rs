//! Types of version v1.

pub mod cup;
pub mod recipe;
pub mod sink;
// +kubebuilder:scaffold:modules
