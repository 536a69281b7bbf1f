//! The webhooks of Memcached.

mod defaulting;
// +kubebuilder:scaffold:modules

use kubewright_runtime::Manager;

/// Registers the webhooks with the manager.
pub fn register(manager: &mut Manager) -> anyhow::Result<()> {
    let webhooks = manager.webhooks();
    webhooks.defaulter(defaulting::MemcachedDefaulter)?;
    // +kubebuilder:scaffold:webhooks
    Ok(())
}
