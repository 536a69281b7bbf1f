//! The templates of Services, the `ServiceMonitor` and network policies: what has ports.

use serde_json::Value;

use super::conditions;
use super::json::{list, text};
use super::manager::Manager;
use super::names::Names;
use super::node::{Condition, Entry, Node};
use super::sort::{Role, Sorted};

pub(super) fn service(object: &Value, role: Role, sorted: &Sorted, names: &Names) -> (Condition, Node) {
    let manager = &sorted.manager;
    let (when, path, number) = match role {
        Role::MetricsService => (conditions::metrics(), "metrics.port", manager.metrics_port()),
        _ => (
            conditions::webhooks(),
            "webhooks.port",
            Some(manager.webhook_port()),
        ),
    };
    let mut node = names.object(object);
    let ports = node.at(&["spec", "ports"]).items();
    for (item, port) in ports.iter_mut().zip(list(&object["spec"]["ports"])) {
        for key in ["port", "targetPort"] {
            ported(&mut item.node, port, key, path, number);
        }
        if role == Role::MetricsService && manager.metrics_secure() && port["name"] == "https" {
            *item.node.key("name") = scheme();
        }
    }
    (when, node)
}

/// A number that is a port of the manager, as the value.
fn ported(node: &mut Node, port: &Value, key: &str, path: &str, number: Option<u64>) {
    if number.is_some() && port[key].as_u64() == number {
        *node.key(key) = Node::Expression(format!("int .Values.{path}"));
    }
}

fn scheme() -> Node {
    Node::expression("ternary \"https\" \"http\" .Values.metrics.secure")
}

pub(super) fn policy(object: &Value, role: Role, manager: &Manager, names: &Names) -> (Condition, Node) {
    let enabled = Condition::value("networkPolicy.enabled");
    let (when, path, number) = match role {
        Role::MetricsPolicy => (
            enabled.and(conditions::metrics()),
            "metrics.port",
            manager.metrics_port(),
        ),
        Role::WebhookPolicy => (
            enabled.and(conditions::webhooks()),
            "webhooks.port",
            Some(manager.webhook_port()),
        ),
        _ => return (enabled, names.object(object)),
    };
    let mut node = names.object(object);
    let rules = node.at(&["spec", "ingress"]).items();
    for (item, rule) in rules.iter_mut().zip(list(&object["spec"]["ingress"])) {
        let ports = item.node.key("ports").items();
        for (item, port) in ports.iter_mut().zip(list(&rule["ports"])) {
            ported(&mut item.node, port, "port", path, number);
        }
    }
    (when, node)
}

pub(super) fn monitor(object: &Value, sorted: &Sorted, names: &Names) -> (Condition, Node) {
    const LABELS: &str = "metrics.serviceMonitor.labels";
    const INTERVAL: &str = "metrics.serviceMonitor.interval";
    let secret = sorted.manager.metrics_secret.as_deref();
    let mut node = names.object(object);
    let labels = names.labels_with(&object["metadata"]["labels"], &format!(".Values.{LABELS}"));
    *node.at(&["metadata", "labels"]) = labels;
    let endpoints = node.at(&["spec", "endpoints"]).items();
    for (item, endpoint) in endpoints.iter_mut().zip(list(&object["spec"]["endpoints"])) {
        let node = &mut item.node;
        if endpoint["interval"].is_null() {
            node.put(
                Entry::new("interval", Node::Expression(format!(".Values.{INTERVAL}")))
                    .when(Condition::value(INTERVAL)),
            );
        }
        if !sorted.manager.metrics_secure() {
            continue;
        }
        for key in ["port", "scheme"] {
            if text(&endpoint[key]) == "https" {
                *node.key(key) = scheme();
            }
        }
        let secure = Condition::value("metrics.secure");
        for entry in node.entries() {
            if matches!(
                entry.key.as_deref(),
                Some("bearerTokenFile" | "authorization" | "tlsConfig")
            ) {
                entry.when = secure.clone();
            }
        }
        let ca = &endpoint["tlsConfig"]["ca"];
        if secret.is_some() && ca["secret"]["name"].as_str() == secret {
            verified(node.key("tlsConfig"));
        }
    }
    (
        conditions::metrics().and(Condition::value("metrics.serviceMonitor.enabled")),
        node,
    )
}

/// A certificate that cert-manager issues is verified; one that the manager signs itself cannot be.
fn verified(tls: &mut Node) {
    let signed = Condition::is("metrics.certificate.source", "self-signed");
    *tls.at(&["ca", "secret", "name"]) = Node::string(".Values.metrics.certificate.secretName");
    for entry in tls.entries() {
        if entry.key.as_deref() == Some("ca") {
            entry.when = signed.clone().not();
        }
    }
    tls.put(Entry::new("insecureSkipVerify", Node::Value(Value::Bool(true))).when(signed));
}
