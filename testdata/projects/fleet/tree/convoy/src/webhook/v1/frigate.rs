//! The webhooks of Frigate.

mod conversion;
mod validation;
// +kubebuilder:scaffold:modules

use kubewright_runtime::Manager;

/// Registers the webhooks with the manager.
pub fn register(manager: &mut Manager) -> anyhow::Result<()> {
    let webhooks = manager.webhooks();
    webhooks.validator(validation::FrigateValidator)?;
    webhooks.conversion(conversion::conversion())?;
    // +kubebuilder:scaffold:webhooks
    Ok(())
}
