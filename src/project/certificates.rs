//! The source of the certificates of webhooks: cert-manager, or the manager itself.

use serde_json::Value;

use super::{Project, SETTINGS};

/// The setting that is true if the manager issues the certificates.
const OWN_CERTIFICATES: &str = "ownCertificates";

impl Project {
    /// Whether the manager issues the certificates of its webhooks.
    pub(crate) fn own_certificates(&self) -> bool {
        let setting = self.plugins.get(SETTINGS);
        let setting = setting.and_then(|settings| settings.get(OWN_CERTIFICATES)?.as_bool());
        setting.unwrap_or_default()
    }

    /// Sets whether the manager issues the certificates of its webhooks.
    pub(crate) fn set_own_certificates(&mut self, own: bool) {
        if own == self.own_certificates() {
            return;
        }
        let settings = self.plugins.remove(SETTINGS);
        let mut settings = settings
            .and_then(|settings| settings.as_object().cloned())
            .unwrap_or_default();
        match own {
            true => settings.insert(OWN_CERTIFICATES.to_owned(), Value::Bool(true)),
            false => settings.remove(OWN_CERTIFICATES),
        };
        if !settings.is_empty() {
            self.plugins.insert(SETTINGS.to_owned(), Value::Object(settings));
        }
    }
}
