//! Webhook configurations, and the Services in front of the deployments.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Target, certificates, names};
use crate::pointer::as_text;

/// The fields that a webhook definition shares with the webhook of a configuration.
const SHARED: [&str; 8] = [
    "admissionReviewVersions",
    "failurePolicy",
    "matchPolicy",
    "objectSelector",
    "reinvocationPolicy",
    "rules",
    "sideEffects",
    "timeoutSeconds",
];

/// One configuration for each admission webhook: first the validating ones.
pub(super) fn configurations(target: &Target<'_>) -> Vec<Value> {
    let mut objects = Vec::new();
    for (of_type, kind) in [
        ("ValidatingAdmissionWebhook", "ValidatingWebhookConfiguration"),
        ("MutatingAdmissionWebhook", "MutatingWebhookConfiguration"),
    ] {
        let webhooks = target
            .webhooks()
            .iter()
            .filter(|webhook| webhook["type"] == of_type);
        objects.extend(webhooks.map(|webhook| configuration(kind, webhook, target)));
    }
    objects
}

fn configuration(kind: &str, described: &Value, target: &Target<'_>) -> Value {
    let name = as_text(&described["generateName"]).trim_end_matches('-');
    let deployment = as_text(&described["deploymentName"]);
    let service = names::object([
        ("name", names::service(deployment).into()),
        ("namespace", target.install.namespace.clone().into()),
        ("path", described["webhookPath"].clone()),
        ("port", port(described).into()),
    ]);
    let mut webhook = json!({ "name": name, "clientConfig": { "service": service } });
    for field in SHARED {
        if !described[field].is_null() {
            webhook[field] = described[field].clone();
        }
    }
    if !target.watch.iter().any(String::is_empty) {
        webhook["namespaceSelector"] = json!({
            "matchExpressions": [
                { "key": "kubernetes.io/metadata.name", "operator": "In", "values": target.watch },
            ],
        });
    }
    let mut object = json!({
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": kind,
        "metadata": { "name": name },
        "webhooks": [webhook],
    });
    certificates::inject_ca(&mut object, deployment, target);
    object
}

/// One Service for each deployment with webhooks.
pub(super) fn services(target: &Target<'_>) -> Vec<Value> {
    let mut objects = Vec::new();
    for described in target.deployments() {
        let webhooks = target.webhooks().iter();
        let of_it = webhooks.filter(|webhook| webhook["deploymentName"] == described["name"]);
        let ports: BTreeSet<_> = of_it
            .map(|webhook| (port(webhook), target_port(webhook).to_string()))
            .collect();
        if ports.is_empty() {
            continue;
        }
        let ports = ports.into_iter().map(|(port, target)| {
            let target: Value = serde_json::from_str(&target).unwrap_or_default();
            json!({ "name": port.to_string(), "port": port, "targetPort": target })
        });
        let deployment = as_text(&described["name"]);
        let mut service = json!({
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": { "name": names::service(deployment), "namespace": target.install.namespace },
            "spec": names::object([
                ("ports", ports.collect::<Vec<_>>().into()),
                ("selector", described["spec"]["selector"]["matchLabels"].clone()),
            ]),
        });
        certificates::serve(&mut service, deployment, target);
        objects.push(service);
    }
    objects
}

fn port(webhook: &Value) -> i64 {
    webhook["containerPort"]
        .as_i64()
        .filter(|port| *port > 0)
        .unwrap_or(443)
}

fn target_port(webhook: &Value) -> Value {
    match &webhook["targetPort"] {
        Value::Null => port(webhook).into(),
        port => port.clone(),
    }
}
