//! Version v1alpha1 of cache.example.org.

pub mod memcached;
pub mod memcached_conversion;
// +kubebuilder:scaffold:modules
