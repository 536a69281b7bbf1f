//! Which versions of Memcached become each other.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Any version becomes any other by way of v1, the hub.
pub(super) fn conversion() -> Conversion<api::v1::memcached::Memcached> {
    Conversion::hub::<api::v1::memcached::Memcached>()
        // By `api::v1alpha1::memcached_conversion`.
        .spoke::<api::v1alpha1::memcached::Memcached>()
    // +kubebuilder:scaffold:spokes
}
