//! Values of what the manager serves: metrics, webhooks, and their certificates.

use serde_json::json;

use super::schema::{boolean, object, one_of, others_than, port, some, string};
use super::{Choices, Setting, setting};
use crate::chart::conditions;
use crate::chart::sort::{Role, Sorted};

/// Who issues the certificate of metrics.
const METRICS_SOURCES: [&str; 3] = ["self-signed", "cert-manager", "secret"];

pub(super) fn settings(choices: &Choices<'_>) -> Vec<Setting> {
    let sorted = choices.sorted;
    let mut all = metrics(choices);
    if conditions::has_webhooks(sorted) {
        all.extend(webhooks(choices));
    }
    if sorted.has(Role::WebhookCertificate) || sorted.has(Role::MetricsCertificate) {
        all.push(setting(
            "certManager.issuerRef",
            json!({}),
            object(),
            "The issuer of certificates, such as `{kind: ClusterIssuer, name: ca}`; by default a self-signed one of the chart",
        ));
    }
    all
}

fn metrics(choices: &Choices<'_>) -> Vec<Setting> {
    let Choices {
        sorted,
        current,
        names,
        ..
    } = choices;
    let manager = &sorted.manager;
    let Some(number) = manager.metrics_port() else {
        return Vec::new();
    };
    let mut all = vec![
        setting(
            "metrics.enabled",
            current.manager.metrics_port().is_some(),
            boolean(),
            "Whether metrics are served",
        ),
        setting("metrics.port", number, port(), "The port of metrics"),
        setting(
            "metrics.secure",
            manager.metrics_secure(),
            boolean(),
            "Whether metrics are served over HTTPS, to clients that the API server authorizes",
        ),
    ];
    if manager.metrics_secret.is_some() {
        let source = match current.manager.metrics_secret.is_some() {
            true => "cert-manager",
            false => "self-signed",
        };
        all.extend([
            setting(
                "metrics.certificate.source",
                source,
                one_of(&METRICS_SOURCES),
                "The certificate of metrics: `self-signed` by the manager, from `cert-manager`, or a `secret` that exists",
            ),
            setting(
                "metrics.certificate.secretName",
                manager.metrics_secret.clone().unwrap_or_default(),
                some(),
                "The Secret with that certificate",
            ),
        ]);
    }
    if sorted.has(Role::Monitor) {
        all.extend([
            setting(
                "metrics.serviceMonitor.enabled",
                current.has(Role::Monitor),
                boolean(),
                "Whether to create a ServiceMonitor for the Prometheus operator",
            ),
            setting(
                "metrics.serviceMonitor.labels",
                json!({}),
                others_than(&names.labels),
                "Labels by which Prometheus selects the ServiceMonitor",
            ),
            setting(
                "metrics.serviceMonitor.interval",
                "",
                string(),
                "How often metrics are read, such as `30s`",
            ),
        ]);
    }
    all
}

fn webhooks(choices: &Choices<'_>) -> Vec<Setting> {
    let manager = &choices.sorted.manager;
    let mut all = vec![
        enabled(choices.current),
        setting(
            "webhooks.port",
            manager.webhook_port(),
            port(),
            "The port of webhooks",
        ),
    ];
    if let Some(secret) = manager.webhook_secret.as_ref().or(manager.own_secret.as_ref()) {
        all.extend([
            source(choices),
            setting(
                "webhooks.certificate.secretName",
                secret.clone(),
                some(),
                "The Secret with that certificate",
            ),
            bundle(),
        ]);
    }
    all
}

/// Those of webhooks that CRDs depend on.
pub(super) fn of_conversion(choices: &Choices<'_>) -> Vec<Setting> {
    let mut all = vec![enabled(choices.current)];
    if !conditions::sources(choices.sorted).is_empty() {
        all.extend([source(choices), bundle()]);
    }
    all
}

fn enabled(current: &Sorted) -> Setting {
    setting(
        "webhooks.enabled",
        current.has(Role::WebhookService) || current.has(Role::WebhookConfiguration),
        boolean(),
        "Whether the API server calls the manager's webhooks",
    )
}

fn source(choices: &Choices<'_>) -> Setting {
    let sources = conditions::sources(choices.sorted);
    let source = match choices.current.manager.own_secret.is_some() {
        true => "manager",
        false if choices.current.has(Role::WebhookCertificate) => "cert-manager",
        false => "secret",
    };
    setting(
        "webhooks.certificate.source",
        source,
        one_of(&sources),
        about(&sources),
    )
}

fn bundle() -> Setting {
    setting(
        "webhooks.certificate.caBundle",
        "",
        string(),
        "The CA of a certificate from a Secret that exists, in base64",
    )
}

/// The description of the value that selects a certificate of webhooks.
fn about(sources: &[&str]) -> &'static str {
    match sources.contains(&"manager") {
        true => {
            "The certificate of webhooks: from `cert-manager`, issued by the `manager`, or a `secret` that exists"
        }
        false => "The certificate of webhooks: from `cert-manager`, or a `secret` that exists",
    }
}
