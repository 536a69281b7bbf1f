//! The webhooks of CronJob.

mod conversion;
mod defaulting;
mod validation;
// +kubebuilder:scaffold:modules

use kubewright_runtime::Manager;

/// Registers the webhooks with the manager.
pub fn register(manager: &mut Manager) -> anyhow::Result<()> {
    let webhooks = manager.webhooks();
    webhooks.defaulter(defaulting::CronJobDefaulter)?;
    webhooks.validator(validation::CronJobValidator)?;
    webhooks.conversion(conversion::conversion())?;
    // +kubebuilder:scaffold:webhooks
    Ok(())
}
