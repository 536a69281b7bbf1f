//! The operator against a real API server, which each test starts for itself.

mod memcached;
mod memcached_v1alpha1_webhook;
// +kubebuilder:scaffold:modules
