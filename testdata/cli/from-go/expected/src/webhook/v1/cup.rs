//! The webhooks of Cup.

mod validation;
// +kubebuilder:scaffold:modules

use kubewright_runtime::Manager;

/// Registers the webhooks with the manager.
pub fn register(manager: &mut Manager) -> anyhow::Result<()> {
    let webhooks = manager.webhooks();
    webhooks.validator(validation::CupValidator)?;
    // +kubebuilder:scaffold:webhooks
    Ok(())
}
