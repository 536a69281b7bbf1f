//! Conditions that several templates share.

use super::node::Condition;
use super::sort::{Role, Sorted};

/// Who issues the certificate of webhooks.
const SOURCES: [&str; 3] = ["cert-manager", "manager", "secret"];

/// Who can issue the certificate of webhooks, given the objects.
pub(super) fn sources(sorted: &Sorted) -> Vec<&'static str> {
    let manager = &sorted.manager;
    let [cert_manager, own, secret] = SOURCES;
    let mut sources = Vec::new();
    if manager.webhook_secret.is_some() && sorted.has(Role::WebhookCertificate) {
        sources.push(cert_manager);
    }
    if manager.own_secret.is_some() {
        sources.push(own);
    }
    if manager.webhook_secret.is_some() {
        sources.push(secret);
    }
    sources
}

pub(super) fn has_webhooks(sorted: &Sorted) -> bool {
    sorted.has(Role::WebhookService) || sorted.has(Role::WebhookConfiguration)
}

pub(super) fn webhooks() -> Condition {
    Condition::value("webhooks.enabled")
}

fn source(name: &str) -> Condition {
    Condition::is("webhooks.certificate.source", name)
}

/// If the certificate of webhooks is mounted.
pub(super) fn webhook_secret(sorted: &Sorted) -> Condition {
    let when = if has_webhooks(sorted) {
        webhooks()
    } else {
        Condition::ALWAYS
    };
    match sources(sorted).contains(&"manager") {
        true => when.and(source("manager").not()),
        false => when,
    }
}

/// If the manager issues the certificate of webhooks.
pub(super) fn own_certificate(sorted: &Sorted) -> Condition {
    let when = if has_webhooks(sorted) {
        webhooks()
    } else {
        Condition::ALWAYS
    };
    when.and(source("manager"))
}

/// If cert-manager issues the certificate of webhooks.
pub(super) fn webhook_certificate() -> Condition {
    webhooks().and(source("cert-manager"))
}

/// If the certificate of webhooks comes from a Secret that exists.
pub(super) fn given_certificate() -> Condition {
    webhooks().and(source("secret"))
}

pub(super) fn metrics() -> Condition {
    Condition::value("metrics.enabled")
}

pub(super) fn metrics_secure() -> Condition {
    metrics().and(Condition::value("metrics.secure"))
}

/// If the certificate of metrics is mounted.
pub(super) fn metrics_secret() -> Condition {
    metrics_secure().and(Condition::is("metrics.certificate.source", "self-signed").not())
}

/// If cert-manager issues the certificate of metrics.
pub(super) fn metrics_certificate() -> Condition {
    metrics_secure().and(Condition::is("metrics.certificate.source", "cert-manager"))
}
