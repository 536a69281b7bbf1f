//! The webhooks of Memcached.

mod conversion;
mod defaulting;
mod validation;
// +kubebuilder:scaffold:modules

use kubewright_runtime::Manager;

/// Registers the webhooks with the manager.
pub fn register(manager: &mut Manager) -> anyhow::Result<()> {
    let webhooks = manager.webhooks();
    webhooks.defaulter(defaulting::MemcachedDefaulter)?;
    webhooks.validator(validation::MemcachedValidator)?;
    webhooks.conversion(conversion::conversion())?;
    // +kubebuilder:scaffold:webhooks
    Ok(())
}
