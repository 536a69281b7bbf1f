//! Types of version v1alpha1.

pub mod memcached;
// +kubebuilder:scaffold:modules
