//! Conversion between the versions of Vault.

use kubewright_runtime::webhook::Conversion;

use crate::api;

/// Converts every version to and from v2, the hub.
pub(super) fn conversion() -> Conversion<api::v2::vault::Vault> {
    Conversion::hub::<api::v2::vault::Vault>()
        // Implemented in `api::v1::vault_conversion`.
        .spoke::<api::v1::vault::Vault>()
    // +kubebuilder:scaffold:spokes
}
