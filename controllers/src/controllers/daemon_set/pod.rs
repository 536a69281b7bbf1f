//! The Pods of a `DaemonSet`.

use serde_json::{Value, json};

use crate::object::Object;
use crate::pods::{self, OwnerKind};
use crate::revisions::LABEL;

const TOLERATED: [(&str, &str); 6] = [
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
];
const TERMS: &str = "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms";

/// A Pod that the scheduler can only assign to one node.
pub(super) fn on(set: &Object, owner: &OwnerKind, hash: &str, node: &str) -> Value {
    let mut pod = pods::from_template(set.at("/spec/template"), set.namespace(), owner.reference(set));
    let metadata = &mut pod["metadata"];
    metadata["generateName"] = json!(format!("{}-", set.name()));
    metadata["labels"][LABEL] = json!(hash);
    if let Some(generation) = set.annotation("deprecated.daemonset.template.generation") {
        metadata["labels"]["pod-template-generation"] = json!(generation);
    }
    let spec = &mut pod["spec"];
    pin(spec, node);
    let mut tolerations = spec["tolerations"].as_array().cloned().unwrap_or_default();
    let mut tolerated = TOLERATED.to_vec();
    if spec["hostNetwork"] == true {
        tolerated.push(("node.kubernetes.io/network-unavailable", "NoSchedule"));
    }
    for (key, effect) in tolerated {
        let toleration = json!({ "key": key, "operator": "Exists", "effect": effect });
        if !tolerations.contains(&toleration) {
            tolerations.push(toleration);
        }
    }
    spec["tolerations"] = Value::Array(tolerations);
    pod
}

fn pin(spec: &mut Value, node: &str) {
    let field = json!({ "key": "metadata.name", "operator": "In", "values": [node] });
    match spec.pointer_mut(TERMS).and_then(Value::as_array_mut) {
        Some(terms) => terms
            .iter_mut()
            .for_each(|term| term["matchFields"] = json!([field])),
        None => {
            let terms = json!({ "nodeSelectorTerms": [{ "matchFields": [field] }] });
            spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] = terms;
        }
    }
}

/// The node that a Pod is on, or is pinned to.
pub(super) fn node(pod: &Object) -> &str {
    match pod.text("/spec/nodeName") {
        "" => pod.text(&format!("/spec{TERMS}/0/matchFields/0/values/0")),
        node => node,
    }
}
