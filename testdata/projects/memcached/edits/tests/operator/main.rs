//! Tests of the operator as a process of its own, on a cluster that the tests share.

mod certificates;
mod memcached;
mod memcached_v1_webhook;
mod memcached_v1alpha1_conversion;
mod outages;
mod process;
mod world;
// +kubebuilder:scaffold:modules
