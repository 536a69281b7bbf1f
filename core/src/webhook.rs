//! Turns `+kubebuilder:webhook` markers into webhook configurations.

mod check;
mod entry;
mod patch;
mod paths;
mod resources;
mod shape;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::diagnostic::{Errors, MarkerError};
pub use check::{PATH_HELP, is_path};
pub use paths::check_paths;
pub use shape::is_base64;

/// A marker about webhooks, in the order of the source.
#[derive(Clone, Debug, PartialEq)]
pub enum Marker {
    /// `+kubebuilder:webhook`
    Webhook(Box<WebhookMarker>),
    /// `+kubebuilder:webhookconfiguration`
    Configuration(WebhookConfigurationMarker),
}

/// The arguments of `+kubebuilder:webhook`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookMarker {
    /// Whether the webhook may change objects; otherwise it only allows or denies them.
    pub mutating: bool,
    /// A name with at least three parts: `mmemcached.example.com`.
    pub name: String,
    /// The result if the webhook is unreachable: `fail` or `ignore`.
    pub failure_policy: String,
    /// API groups of the objects; `core` and `""` mean the group of pods and services.
    pub groups: Vec<String>,
    /// Plural resource names.
    pub resources: Vec<String>,
    /// API versions of the objects.
    pub versions: Vec<String>,
    /// `create`, `update`, `delete`, `connect` or `*`.
    pub verbs: Vec<String>,
    /// Versions of `AdmissionReview` that the webhook understands: `v1`.
    pub admission_review_versions: Vec<String>,
    /// The path of the webhook on its service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The URL of a webhook outside the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The service; `webhook-service` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
    /// The namespace of the service; `system` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_namespace: Option<String>,
    /// The port of the service; 443 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_port: Option<i64>,
    /// `none` or `noneOnDryRun`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side_effects: Option<String>,
    /// `exact` or `equivalent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_policy: Option<String>,
    /// The timeout in seconds, 1 to 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<i64>,
    /// `never` or `ifNeeded`, for mutating webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reinvocation_policy: Option<String>,
    /// Versions of the configuration object: `v1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhook_versions: Vec<String>,
    /// A strategic merge patch for other fields (`namespaceSelector`, `matchConditions`, ...): a map, or JSON in
    /// quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<Value>,
}

/// The arguments of `+kubebuilder:webhookconfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WebhookConfigurationMarker {
    /// Whether it is the mutating or the validating configuration.
    pub mutating: bool,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A `MutatingWebhookConfiguration` or `ValidatingWebhookConfiguration`.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookConfiguration {
    /// Whether it is the mutating or the validating configuration.
    pub mutating: bool,
    /// The name of the object.
    pub name: String,
    /// Its webhooks, sorted by name.
    pub webhooks: Vec<Map<String, Value>>,
}

/// Collects markers into at most two configurations, the mutating one first.
///
/// ```
/// use kubewright_core::markers::args::{Form, parse};
/// use kubewright_core::webhook::{Marker, configurations};
///
/// let text = "mutating=true,name=mpod.example.com,path=/mutate,failurePolicy=fail,sideEffects=None,groups=core,\
///     resources=pods,versions=v1,verbs=create,admissionReviewVersions=v1,patch={timeoutSeconds: 5}";
/// let marker = Marker::Webhook(parse(text, Form::Named)?);
/// let configurations = configurations(&[marker]).unwrap();
/// assert_eq!(configurations[0].name, "mutating-webhook-configuration");
/// assert_eq!(configurations[0].webhooks[0]["timeoutSeconds"], 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// If the API server would reject an entry, or markers contradict each other: all of them, sorted.
pub fn configurations(markers: &[Marker]) -> Result<Vec<WebhookConfiguration>, Vec<MarkerError>> {
    let mut errors = Errors::new();
    // `false` sorts before `true`, but the mutating configuration comes first.
    let mut sorted: BTreeMap<(bool, &str), Map<String, Value>> = BTreeMap::new();
    let mut names: BTreeMap<bool, (usize, Option<&str>)> = BTreeMap::new();
    for (index, marker) in markers.iter().enumerate() {
        match marker {
            Marker::Webhook(webhook) => {
                let entry = entry::build(index, webhook, &mut errors);
                if sorted.insert((!webhook.mutating, &webhook.name), entry).is_some() {
                    let message = format!("two webhooks have the name `{}`", webhook.name);
                    errors.push(MarkerError::new(index, "name", message).help("rename one of them"));
                }
            }
            Marker::Configuration(configuration) => {
                let name = configuration.name.as_deref();
                check::configuration(index, configuration, &mut errors);
                if names.insert(configuration.mutating, (index, name)).is_some() {
                    let message = format!(
                        "two markers name the {} configuration",
                        kind(configuration.mutating)
                    );
                    errors.push(MarkerError::new(index, "mutating", message).help("keep one of the markers"));
                }
            }
        }
    }
    let mut grouped: BTreeMap<bool, Vec<Map<String, Value>>> = BTreeMap::new();
    for ((is_validating, _), entry) in sorted {
        grouped.entry(is_validating).or_default().push(entry);
    }
    for (mutating, (index, _)) in &names {
        if !grouped.contains_key(&!mutating) {
            let message = format!("there is no {} webhook for this configuration", kind(*mutating));
            let help = "add a `+kubebuilder:webhook` marker, or remove this one";
            errors.push(MarkerError::new(*index, "mutating", message).help(help));
        }
    }
    errors.check_sorted()?;
    let configuration = |(is_validating, webhooks): (bool, Vec<_>)| {
        let mutating = !is_validating;
        let name = names
            .get(&mutating)
            .and_then(|(_, name)| *name)
            .map(str::to_owned);
        let name = name.unwrap_or_else(|| format!("{}-webhook-configuration", kind(mutating)));
        WebhookConfiguration {
            mutating,
            name,
            webhooks,
        }
    };
    Ok(grouped.into_iter().map(configuration).collect())
}

fn kind(mutating: bool) -> &'static str {
    if mutating { "mutating" } else { "validating" }
}

impl WebhookConfiguration {
    /// The manifest as JSON.
    pub fn to_value(&self) -> Value {
        // Maps with string keys always serialize.
        serde_json::to_value(self).unwrap_or_default()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata<'a>,
    webhooks: &'a [Map<String, Value>],
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
}

impl Serialize for WebhookConfiguration {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            mutating,
            name,
            webhooks,
        } = self;
        let kind = if *mutating {
            "MutatingWebhookConfiguration"
        } else {
            "ValidatingWebhookConfiguration"
        };
        let metadata = Metadata { name };
        Manifest {
            api_version: "admissionregistration.k8s.io/v1",
            kind,
            metadata,
            webhooks,
        }
        .serialize(serializer)
    }
}
