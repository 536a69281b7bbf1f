//! Webhook configurations to install.

use std::path::Path;

use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, ValidatingWebhookConfiguration,
};
use kube::Client;
use serde_json::Value;

use crate::document::Document;
use crate::error::Error;
use crate::webhook_server::WebhookServer;

const MUTATING: &str = "MutatingWebhookConfiguration";
const VALIDATING: &str = "ValidatingWebhookConfiguration";

/// `MutatingWebhookConfiguration`s and `ValidatingWebhookConfiguration`s to install, from files or from values.
///
/// Where they name a Service, the API server of the environment calls its [`WebhookServer`] instead, at the same path.
///
/// ```
/// use k8s_openapi::api::admissionregistration::v1::ValidatingWebhookConfiguration;
/// use kubewright_envtest::Webhooks;
///
/// let configuration = ValidatingWebhookConfiguration::default();
/// assert_eq!(Webhooks::from(configuration).len(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Webhooks {
    documents: Vec<Document>,
}

impl Webhooks {
    /// Reads a file, or the YAML and JSON files in a folder, in the order of their names.
    ///
    /// Other objects in them are skipped.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not YAML, or if there is no webhook configuration at all.
    ///
    /// ```
    /// let error = kubewright_envtest::Webhooks::read("config/nowhere").unwrap_err();
    /// assert!(error.to_string().starts_with("cannot read config/nowhere: "));
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let documents = Document::read(path.as_ref(), &[MUTATING, VALIDATING])?;
        Ok(Self { documents })
    }

    /// Reads YAML with one or more documents.
    ///
    /// # Errors
    ///
    /// If it is not YAML.
    ///
    /// ```
    /// let yaml = "kind: Service\n---\nkind: MutatingWebhookConfiguration\n";
    /// assert_eq!(kubewright_envtest::Webhooks::parse(yaml)?.len(), 1);
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    pub fn parse(yaml: &str) -> Result<Self, Error> {
        let documents = Document::parse("YAML", yaml, &[MUTATING, VALIDATING])?;
        Ok(Self { documents })
    }

    /// Returns the number of configurations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Returns whether there are no configurations.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    pub(crate) async fn install(&self, client: &Client, server: &WebhookServer) -> Result<(), Error> {
        for document in &self.documents {
            let mut document = document.clone();
            document.change(|configuration| redirect(configuration, server));
            let collection = if document.kind() == MUTATING {
                "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
            } else {
                "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
            };
            document.create_or_replace(client, collection).await?;
        }
        Ok(())
    }
}

fn redirect(configuration: &mut Value, server: &WebhookServer) {
    let webhooks = configuration["webhooks"].as_array_mut();
    for webhook in webhooks.into_iter().flatten() {
        server.redirect(&mut webhook["clientConfig"]);
    }
}

impl From<MutatingWebhookConfiguration> for Webhooks {
    fn from(configuration: MutatingWebhookConfiguration) -> Self {
        Self {
            documents: vec![Document::of(MUTATING, &configuration)],
        }
    }
}

impl From<ValidatingWebhookConfiguration> for Webhooks {
    fn from(configuration: ValidatingWebhookConfiguration) -> Self {
        Self {
            documents: vec![Document::of(VALIDATING, &configuration)],
        }
    }
}

impl Extend<Self> for Webhooks {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, more: I) {
        self.documents
            .extend(more.into_iter().flat_map(|webhooks| webhooks.documents));
    }
}
