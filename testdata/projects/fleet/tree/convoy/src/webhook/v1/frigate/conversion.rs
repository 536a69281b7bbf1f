//! Conversion between the versions of Frigate.

use kubewright_runtime::webhook::Conversion;

use fleet_api as api;

/// Converts every version to and from v1, the hub.
pub(super) fn conversion() -> Conversion<api::ship::v1::frigate::Frigate> {
    Conversion::hub::<api::ship::v1::frigate::Frigate>()
        // Implemented in `api::ship::v1alpha1::frigate_conversion`.
        .spoke::<api::ship::v1alpha1::frigate::Frigate>()
    // +kubebuilder:scaffold:spokes
}
