//! Conversion between versions.

use serde::Deserialize;

use super::{Argument, Resource, same};
use crate::{
    diagnostic::{Located, Message},
    markers::{Arg, ResourceMarker, list::one_of},
    webhook::{PATH_HELP, is_base64, is_path},
};

/// How the API server converts between versions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversion {
    /// `None` or `Webhook`.
    pub strategy: String,
    /// The path of the service.
    pub path: Option<String>,
    /// The URL, instead of a service.
    pub url: Option<String>,
    /// The service's name.
    pub service_name: Option<String>,
    /// The service's namespace.
    pub service_namespace: Option<String>,
    /// The service's port.
    pub service_port: Option<u16>,
    /// The certificates of authorities that the webhook's certificate is checked with, in base64.
    pub ca_bundle: Option<String>,
    /// The versions of ConversionReview that the webhook understands.
    #[serde(default)]
    pub review_versions: Vec<String>,
}

impl ResourceMarker for Conversion {
    const NAME: &'static str = "kubebuilder:conversion";
    const HELP: &'static str =
        "How the API server converts between versions; replaces a kustomize patch of the CRD.";
    const ARGS: &'static [Arg] = &[
        Arg::required("strategy", "string", "`Webhook` or `None`"),
        Arg::optional(
            "path",
            "string",
            "the webhook's path; `/convert` by default, `\"\"` for none",
        ),
        Arg::optional("url", "string", "the webhook's URL, instead of a service"),
        Arg::optional(
            "serviceName",
            "string",
            "the service; `webhook-service` by default",
        ),
        Arg::optional("serviceNamespace", "string", "its namespace; `system` by default"),
        Arg::optional("servicePort", "int", "its port; 443 by default"),
        Arg::optional(
            "caBundle",
            "string",
            "the CA certificates of the webhook, in base64; usually injected",
        ),
        Arg::optional(
            "reviewVersions",
            "list",
            "versions of ConversionReview; `v1` by default",
        ),
    ];

    fn apply(mut self, resource: &mut Resource) -> Result<(), Located<Argument>> {
        self.strategy =
            one_of(self.strategy, &["Webhook", "None"]).map_err(|message| message.at(Some("strategy")))?;
        let service = self.path.is_some()
            || self.service_name.is_some()
            || self.service_namespace.is_some()
            || self.service_port.is_some();
        if self.url.is_some() && service {
            let message = Message::new("has both `url` and a service");
            return Err(message.help("keep one of them").into());
        }
        let webhook =
            service || self.url.is_some() || self.ca_bundle.is_some() || !self.review_versions.is_empty();
        if self.strategy == "None" && webhook {
            let message = Message::new("has arguments of a webhook, but the strategy is not `Webhook`");
            return Err(message.help("write `strategy=Webhook`").at(Some("strategy")));
        }
        // An empty path is none.
        let path = self.path.as_deref().unwrap_or_default();
        if !path.is_empty() && !is_path(path) {
            let shown = path.escape_debug();
            let message = Message::new(format!("the API server rejects the webhook path `{shown}`"));
            return Err(message.help(PATH_HELP).at(Some("path")));
        }
        if !is_base64(self.ca_bundle.as_deref().unwrap_or_default()) {
            let message = Message::new("has a `caBundle` that is not base64 text");
            let help = "encode the PEM file with `base64`, or remove it if the certificates are injected";
            return Err(message.help(help).at(Some("caBundle")));
        }
        same(resource.conversion.as_ref(), &self)?;
        resource.conversion = Some(self);
        Ok(())
    }
}
