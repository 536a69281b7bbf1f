//! Why a Pod cannot run on a node, in kube-scheduler's terms.

use serde_json::{Value, json};

use crate::object::{Object, at};
use crate::selector;

use super::quantity;

/// The reasons why a node does not take a Pod beside those that it has.
pub(super) fn mismatches(pod: &Object, node: &Object, others: &[&Object]) -> Vec<String> {
    if node.is("/spec/unschedulable")
        && !tolerates(
            pod,
            &json!({ "key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule" }),
        )
    {
        return vec![String::from("node(s) were unschedulable")];
    }
    let taints = node.list("/spec/taints").iter();
    let mut hard = taints.filter(|taint| taint["effect"] != "PreferNoSchedule");
    if let Some(taint) = hard.find(|taint| !tolerates(pod, taint)) {
        let text = |name: &str| taint[name].as_str().unwrap_or_default();
        return vec![format!(
            "node(s) had untolerated taint(s) {{{}: {}}}",
            text("key"),
            text("value")
        )];
    }
    if !is_selected(pod, node) {
        return vec![String::from("node(s) didn't match Pod's node affinity/selector")];
    }
    lacking(pod, node, others)
}

fn tolerates(pod: &Object, taint: &Value) -> bool {
    pod.list("/spec/tolerations").iter().any(|toleration| {
        let text = |name: &str| toleration[name].as_str().unwrap_or_default();
        let taint_text = |name: &str| taint[name].as_str().unwrap_or_default();
        let exists = text("operator") == "Exists";
        (text("effect").is_empty() || text("effect") == taint_text("effect"))
            && (text("key") == taint_text("key") || exists && text("key").is_empty())
            && (exists || text("value") == taint_text("value"))
    })
}

/// Whether selector and required affinity of a Pod allow a node.
pub(crate) fn is_selected(pod: &Object, node: &Object) -> bool {
    let labels = node.at("/metadata/labels");
    if !selector::has_all(pod.at("/spec/nodeSelector"), labels) {
        return false;
    }
    let required = pod.at("/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution");
    let Some(terms) = at(required, "/nodeSelectorTerms").as_array() else {
        return true;
    };
    let fields = json!({ "metadata.name": node.name() });
    let all = |expressions: &Value, values: &Value| {
        let expressions = expressions.as_array().into_iter().flatten();
        expressions
            .into_iter()
            .all(|expression| selector::holds(expression, values))
    };
    terms.iter().any(|term| {
        let empty = term["matchExpressions"].is_null() && term["matchFields"].is_null();
        !empty && all(&term["matchExpressions"], labels) && all(&term["matchFields"], &fields)
    })
}

/// Whether a node takes a Pod of a `DaemonSet`: its selector and taints are considered, its resources are not.
pub(crate) fn allows_daemon(pod: &Object, node: &Object) -> bool {
    let taints = node.list("/spec/taints").iter();
    let mut hard = taints.filter(|taint| taint["effect"] != "PreferNoSchedule");
    is_selected(pod, node) && hard.all(|taint| tolerates(pod, taint))
}

fn lacking(pod: &Object, node: &Object, others: &[&Object]) -> Vec<String> {
    let allocatable = node.at("/status/allocatable");
    let Some(allocatable) = allocatable.as_object() else {
        // It has not reported what it has.
        return Vec::new();
    };
    let mut reasons = Vec::new();
    let amount = |value: &Value| quantity::parse(value).unwrap_or(0.0);
    if let Some(most) = allocatable.get("pods")
        && amount(most) < f64::from(u32::try_from(others.len() + 1).unwrap_or(u32::MAX))
    {
        reasons.push(String::from("Too many pods"));
    }
    for (name, wanted) in quantity::requests(pod) {
        let has = allocatable.get(&name).map_or(0.0, amount);
        let used: f64 = others
            .iter()
            .filter_map(|other| quantity::requests(other).remove(&name))
            .sum();
        if wanted > 0.0 && wanted + used > has {
            reasons.push(format!("Insufficient {name}"));
        }
    }
    reasons
}
