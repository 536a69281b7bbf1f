//! The Deployments that OLM installs.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::certificates;
use super::collected::Collected;
use super::object::{kind, name};
use super::{GenerateError, Note};
use crate::pointer::{as_list, as_text};

/// The variable with the namespaces to watch.
const WATCH: &str = "WATCH_NAMESPACE";

/// Flags of operators that issue the certificate of their webhooks themselves; the first says so.
const OWN_CERTIFICATES: [&str; 4] = [
    "--webhook-cert-secret=",
    "--webhook-service=",
    "--mutating-webhook-configuration=",
    "--validating-webhook-configuration=",
];

/// Kinds that run Pods, which OLM does not install.
const WORKLOADS: [&str; 6] = ["StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Job", "CronJob"];

/// Refuses manifests without a Deployment.
pub(super) fn check(collected: &Collected) -> Result<(), GenerateError> {
    if !collected.deployments.is_empty() {
        return Ok(());
    }
    let others = collected
        .others
        .iter()
        .filter(|other| WORKLOADS.contains(&kind(other)));
    let names: Vec<_> = others
        .map(|other| format!("{} `{}`", kind(other), name(other)))
        .collect();
    Err(GenerateError::NoDeployment(match names.is_empty() {
        true => "pass the output of `kubectl kustomize config/default`, with all objects of the operator"
            .to_owned(),
        false => format!("turn {} into a Deployment", names.join(", ")),
    }))
}

/// The `deployments` of the install strategy.
pub(super) fn specs(collected: &Collected, served: &BTreeSet<&str>, notes: &mut Vec<Note>) -> Vec<Value> {
    let specs = collected.deployments.iter().map(|deployment| {
        let mut spec = deployment["spec"].clone();
        watch(&mut spec);
        if served.contains(name(deployment)) {
            own_certificates(deployment, &mut spec, notes);
            certificates::unmount(&mut spec);
        }
        missing_volumes(deployment, &spec, collected, notes);
        let mut entry = json!({"name": name(deployment), "spec": spec});
        if let Some(labels) = deployment["metadata"].get("labels") {
            entry["label"] = labels.clone();
        }
        entry
    });
    specs.collect()
}

/// Takes the namespaces to watch from the operator group.
fn watch(spec: &mut Value) {
    let containers = spec.pointer_mut("/template/spec/containers");
    let containers = containers.and_then(Value::as_array_mut).into_iter().flatten();
    for container in containers {
        let variables = container.get_mut("env").and_then(Value::as_array_mut);
        let variables = variables.into_iter().flatten();
        for variable in variables.filter(|variable| variable["name"] == WATCH) {
            *variable = json!({"name": WATCH, "valueFrom": {
                "fieldRef": {"fieldPath": "metadata.annotations['olm.targetNamespaces']"},
            }});
        }
    }
}

/// Removes the flags with which an operator of kubewright issues the certificate of its webhooks itself: OLM issues one, and mounts it
/// where the operator looks without flags.
fn own_certificates(deployment: &Value, spec: &mut Value, notes: &mut Vec<Note>) {
    let containers = spec.pointer_mut("/template/spec/containers");
    let containers = containers.and_then(Value::as_array_mut).into_iter().flatten();
    for container in containers {
        let Some(args) = container.get_mut("args").and_then(Value::as_array_mut) else {
            continue;
        };
        let is_flag = |arg: &Value, flag: &str| arg.as_str().is_some_and(|arg| arg.starts_with(flag));
        if args.iter().any(|arg| is_flag(arg, OWN_CERTIFICATES[0])) {
            args.retain(|arg| !OWN_CERTIFICATES.iter().any(|flag| is_flag(arg, flag)));
            notes.push(Note::of(
                deployment,
                "the operator does not issue the certificate of its webhooks, because OLM does",
                "nothing to do",
            ));
        }
    }
}

/// Reports volumes whose Secret or ConfigMap nothing in the bundle makes: the Pods would wait for them.
fn missing_volumes(deployment: &Value, spec: &Value, collected: &Collected, notes: &mut Vec<Note>) {
    for volume in as_list(&spec["template"]["spec"]["volumes"]) {
        let sources = [
            ("Secret", &volume["secret"], "secretName"),
            ("ConfigMap", &volume["configMap"], "name"),
        ];
        for (of_kind, source, key) in sources {
            let wanted = as_text(&source[key]);
            let has = |other: &Value| kind(other) == of_kind && name(other) == wanted;
            if wanted.is_empty() || source["optional"] == true || collected.others.iter().any(has) {
                continue;
            }
            notes.push(Note::of(
                deployment,
                format!(
                    "volume `{}` needs {of_kind} `{wanted}`, which the bundle does not have",
                    as_text(&volume["name"])
                ),
                "add it to the manifests, make the volume optional, or remove it",
            ));
        }
    }
}
