//! The templates of cert-manager's objects.

use serde_json::Value;

use super::conditions;
use super::names::Names;
use super::node::{Condition, Entry, Node};
use super::sort::Role;

pub(super) fn certificate(object: &Value, role: Role, names: &Names) -> (Condition, Node) {
    let (when, path) = match role {
        Role::MetricsCertificate => (conditions::metrics_certificate(), "metrics"),
        _ => (conditions::webhook_certificate(), "webhooks"),
    };
    let mut node = names.object(object);
    let spec = node.key("spec");
    *spec.key("secretName") = Node::string(format!(".Values.{path}.certificate.secretName"));
    let given = Condition::value("certManager.issuerRef");
    let own = Entry::new("issuerRef", names.node(&object["spec"]["issuerRef"])).when(given.clone().not());
    let entries = spec.entries();
    if let Some(at) = entries
        .iter()
        .position(|entry| entry.key.as_deref() == Some("issuerRef"))
    {
        entries[at] = Entry::new("issuerRef", Node::of_value("certManager.issuerRef")).when(given);
        entries.insert(at + 1, own);
    }
    (when, node)
}

pub(super) fn issuer(object: &Value, role: Role, names: &Names) -> (Condition, Node) {
    let when = match role {
        Role::MetricsCertificate => conditions::metrics_certificate(),
        Role::WebhookCertificate => conditions::webhook_certificate(),
        _ => conditions::webhook_certificate().or(conditions::metrics_certificate()),
    };
    let own = Condition::value("certManager.issuerRef").not();
    (when.and(own), names.object(object))
}
