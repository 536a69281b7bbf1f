//! Webhooks of version v1alpha1 of cache.example.com.

pub mod memcached;
// +kubebuilder:scaffold:modules
