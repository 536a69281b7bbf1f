//! The webhooks of an operator, which OLM serves with its own certificates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::collected::Collected;
use super::object::name;
use super::{Fields, Note};
use crate::pointer::{as_list, as_text};

/// The port of Services unless a client configuration names another.
const PORT: u64 = 443;

/// Fields of a webhook that its definition has too.
const SAME: [&str; 7] = [
    "rules",
    "failurePolicy",
    "matchPolicy",
    "objectSelector",
    "timeoutSeconds",
    "reinvocationPolicy",
    "sideEffects",
];

/// The `webhookdefinitions`, by name.
pub(super) fn definitions(collected: &Collected, notes: &mut Vec<Note>) -> Vec<Value> {
    let validating = collected
        .validating
        .iter()
        .map(|webhook| ("ValidatingAdmissionWebhook", webhook));
    let mutating = collected
        .mutating
        .iter()
        .map(|webhook| ("MutatingAdmissionWebhook", webhook));
    let mut definitions: Vec<_> = validating
        .chain(mutating)
        .filter_map(|(of_type, webhook)| admission(of_type, webhook, collected, notes))
        .collect();
    definitions.extend(conversions(collected, notes));
    definitions.sort_by(|one, other| as_text(&one["generateName"]).cmp(as_text(&other["generateName"])));
    definitions
}

fn admission(of_type: &str, webhook: &Value, collected: &Collected, notes: &mut Vec<Note>) -> Option<Value> {
    let called = as_text(&webhook["name"]);
    let service = service_of(&webhook["clientConfig"], &format!("webhook `{called}`"), notes)?;
    for (key, help) in [
        (
            "namespaceSelector",
            "restrict it with an `objectSelector`, or check the namespace in the webhook",
        ),
        ("matchConditions", "check the conditions in the webhook"),
    ] {
        let value = &webhook[key];
        if !value.is_null() && *value != json!({}) && *value != json!([]) {
            notes.push(Note::new(
                format!("webhook `{called}`: OLM has no `{key}`, so the webhook is called without it"),
                help,
            ));
        }
    }
    let mut fields = target(service, collected, &format!("webhook `{called}`"), notes);
    fields.insert("type".to_owned(), of_type.into());
    fields.insert("generateName".to_owned(), called.into());
    for key in SAME {
        if let Some(value) = webhook.get(key).filter(|value| !value.is_null()) {
            fields.insert(key.to_owned(), value.clone());
        }
    }
    fields.entry("sideEffects").or_insert_with(|| "None".into());
    let versions = match as_list(&webhook["admissionReviewVersions"]) {
        [] => json!(["v1beta1"]),
        versions => versions.into(),
    };
    fields.insert("admissionReviewVersions".to_owned(), versions);
    Some(Value::Object(fields))
}

/// One definition for all CRDs that are converted at the same place.
fn conversions(collected: &Collected, notes: &mut Vec<Note>) -> Vec<Value> {
    let mut places: BTreeMap<String, (Fields, Vec<&str>)> = BTreeMap::new();
    for crd in &collected.crds {
        let conversion = &crd["spec"]["conversion"];
        // v1beta1 has the same fields one level higher.
        let config = match &conversion["webhook"]["clientConfig"] {
            Value::Null => &conversion["webhookClientConfig"],
            config => config,
        };
        let what = format!("the conversion webhook of CRD `{}`", name(crd));
        if config.is_null() {
            continue;
        }
        let Some(service) = service_of(config, &what, notes) else {
            continue;
        };
        let versions = match as_list(&conversion["webhook"]["conversionReviewVersions"]) {
            [] => as_list(&conversion["conversionReviewVersions"]),
            versions => versions,
        };
        let mut fields = target(service, collected, &what, notes);
        fields.insert("type".to_owned(), "ConversionWebhook".into());
        fields.insert("sideEffects".to_owned(), "None".into());
        fields.insert("admissionReviewVersions".to_owned(), versions.into());
        let place = Value::Object(fields.clone()).to_string();
        places
            .entry(place)
            .or_insert_with(|| (fields, Vec::new()))
            .1
            .push(name(crd));
    }
    let definitions = places.into_values().map(|(mut fields, mut crds)| {
        crds.sort_unstable();
        let plurals: String = crds.iter().filter_map(|crd| crd.split('.').next()).collect();
        fields.insert("generateName".to_owned(), format!("c{plurals}.kb.io").into());
        fields.insert("conversionCRDs".to_owned(), crds.into());
        Value::Object(fields)
    });
    definitions.collect()
}

/// The Service of a client configuration.
fn service_of<'w>(config: &'w Value, what: &str, notes: &mut Vec<Note>) -> Option<&'w Value> {
    let service = config.get("service").filter(|service| !service.is_null());
    if service.is_none() {
        notes.push(Note::new(
            format!(
                "{what} is called at a URL, and OLM knows only webhooks of its Deployments; it is left out"
            ),
            "give its client configuration a `service`",
        ));
    }
    service
}

/// Where a webhook is called.
fn target(reference: &Value, collected: &Collected, what: &str, notes: &mut Vec<Note>) -> Fields {
    let mut fields = Fields::new();
    let called = as_text(&reference["name"]);
    let service = collected.services.iter().find(|service| name(service) == called);
    let port = reference["port"].as_u64().unwrap_or(PORT);
    let ports = service
        .map(|service| as_list(&service["spec"]["ports"]))
        .unwrap_or_default();
    fields.insert("containerPort".to_owned(), port.into());
    if let Some(found) = ports.iter().find(|entry| entry["port"].as_u64() == Some(port)) {
        let target = found.get("targetPort").filter(|target| !target.is_null());
        fields.insert("targetPort".to_owned(), target.unwrap_or(&found["port"]).clone());
    }
    let deployment = service.and_then(|service| selected(&service["spec"], collected));
    let deployment = deployment.unwrap_or_else(|| {
        let guess = called.strip_suffix("-service").unwrap_or(called);
        let reason = match service {
            None => format!("the manifests do not have its Service `{called}`"),
            Some(_) => format!("its Service `{called}` selects no Deployment"),
        };
        notes.push(Note::new(
            format!("{what}: {reason}, so the bundle says that it is served by Deployment `{guess}`"),
            "add the Service, with a selector that matches the labels of the Pods",
        ));
        guess
    });
    fields.insert("deploymentName".to_owned(), deployment.into());
    if let Some(path) = reference["path"].as_str() {
        fields.insert("webhookPath".to_owned(), path.into());
    }
    fields
}

/// The Deployment whose Pods a Service selects.
fn selected<'c>(spec: &Value, collected: &'c Collected) -> Option<&'c str> {
    let selector = spec["selector"]
        .as_object()
        .filter(|selector| !selector.is_empty())?;
    if spec["type"] == "ExternalName" {
        return None;
    }
    let matches = |deployment: &&Value| {
        let labels = &deployment["spec"]["template"]["metadata"]["labels"];
        selector.iter().all(|(key, value)| labels.get(key) == Some(value))
    };
    collected.deployments.iter().find(matches).map(name)
}
