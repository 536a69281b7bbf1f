//! The webhooks of Tulip.

mod defaulting;
mod validation;
// +kubebuilder:scaffold:modules

use kubewright_runtime::Manager;

/// Registers the webhooks with the manager.
pub fn register(manager: &mut Manager) -> anyhow::Result<()> {
    let webhooks = manager.webhooks();
    webhooks.defaulter(defaulting::TulipDefaulter)?;
    webhooks.validator(validation::TulipValidator)?;
    // +kubebuilder:scaffold:webhooks
    Ok(())
}
