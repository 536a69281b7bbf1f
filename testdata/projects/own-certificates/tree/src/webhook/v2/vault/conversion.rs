//! Which versions of Vault become each other.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Any version becomes any other by way of v2, the hub.
pub(super) fn conversion() -> Conversion<api::v2::vault::Vault> {
    Conversion::hub::<api::v2::vault::Vault>()
        // By `api::v1::vault_conversion`.
        .spoke::<api::v1::vault::Vault>()
    // +kubebuilder:scaffold:spokes
}
