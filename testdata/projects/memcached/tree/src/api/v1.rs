//! Version v1 of cache.example.org.

pub mod memcached;
// +kubebuilder:scaffold:modules
