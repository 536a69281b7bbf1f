//! What all controllers of Pods share.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::decision::{Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, condition, controller_reference};
use crate::selector;
use crate::world::{Change, World};

/// A kind that owns Pods.
#[derive(Clone, Debug)]
pub(crate) struct OwnerKind {
    pub(crate) kind: Kind,
    pub(crate) api_version: &'static str,
}

impl OwnerKind {
    pub(crate) fn reference(&self, owner: &Object) -> Value {
        controller_reference(self.api_version, self.kind.name(), owner)
    }

    /// The owners that a change of an owner or of what it owns concerns: also those whose selector matches an orphan.
    pub(crate) fn affected(&self, owned: &Kind, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind == self.kind {
            return vec![change.key.clone()];
        }
        if change.key.kind != *owned {
            return Vec::new();
        }
        let states = [change.old.as_ref(), change.new.as_ref()];
        let mut keys: Vec<_> = states
            .into_iter()
            .flatten()
            .filter_map(|object| object.controller())
            .filter(|owner| owner.kind() == self.kind)
            .map(|owner| Key::new(self.kind.clone(), &change.key.namespace, owner.name()))
            .collect();
        if let Some(orphan) = change.new.as_ref().filter(|object| object.controller().is_none()) {
            let labels = orphan.at("/metadata/labels");
            let owners = world.keys(&self.kind, &change.key.namespace);
            let matching = owners.filter(|(_, owner)| selector::matches(owner.at("/spec/selector"), labels));
            keys.extend(matching.map(|(key, _)| key.clone()));
        }
        keys
    }

    /// What an owner controls. Adopts orphans that its selector matches, and releases what it matches no more.
    pub(crate) fn claim<'a>(
        &self,
        owned: &'a Kind,
        owner: &'a Object,
        world: &'a World,
        decision: &mut Decision,
    ) -> Vec<&'a Object> {
        let wanted = owner.at("/spec/selector");
        let mut claimed = Vec::new();
        for (key, object) in world.keys(owned, owner.namespace()) {
            let matches = selector::matches(wanted, object.at("/metadata/labels"));
            if object.is_controlled_by(owner) {
                if matches {
                    claimed.push(object);
                } else if !owner.is_deleting() {
                    decision.push(release(key, object, owner));
                }
            } else if matches
                && object.controller().is_none()
                && !owner.is_deleting()
                && !object.is_deleting()
            {
                let mut owners = object.list("/metadata/ownerReferences").to_vec();
                owners.push(self.reference(owner));
                decision.push(set_owners(key, object, owners));
            }
        }
        claimed
    }
}

fn release(key: &Key, object: &Object, owner: &Object) -> Write {
    let owners = object.list("/metadata/ownerReferences").iter();
    let rest = owners
        .filter(|reference| reference["uid"] != owner.uid())
        .cloned()
        .collect();
    set_owners(key, object, rest)
}

pub(crate) fn set_owners(key: &Key, object: &Object, owners: Vec<Value>) -> Write {
    let owners = if owners.is_empty() {
        Value::Null
    } else {
        Value::Array(owners)
    };
    let version = object.text("/metadata/resourceVersion");
    let metadata = json!({ "uid": object.uid(), "resourceVersion": version, "ownerReferences": owners });
    Write::Patch {
        key: key.clone(),
        patch: json!({ "metadata": metadata }),
    }
}

pub(crate) fn phase(pod: &Object) -> &str {
    pod.text("/status/phase")
}

/// Whether it has ended, or is being deleted.
pub(crate) fn is_active(pod: &Object) -> bool {
    !is_finished(pod) && !pod.is_deleting()
}

pub(crate) fn is_finished(pod: &Object) -> bool {
    matches!(phase(pod), "Succeeded" | "Failed")
}

pub(crate) fn is_ready(pod: &Object) -> bool {
    pod.condition("Ready") == "True"
}

fn ready_since(pod: &Object) -> Option<Timestamp> {
    let ready = condition(pod.list("/status/conditions"), "Ready")?;
    ready["lastTransitionTime"].as_str()?.parse().ok()
}

/// Whether it has been ready for long enough; if not yet, when it will have been.
pub(crate) fn is_available(pod: &Object, seconds: i64, now: Timestamp) -> Result<(), Option<Timestamp>> {
    if !is_ready(pod) {
        return Err(None);
    }
    if seconds == 0 {
        return Ok(());
    }
    let since = ready_since(pod).unwrap_or(now);
    let from = since + SignedDuration::from_secs(seconds);
    if from <= now { Ok(()) } else { Err(Some(from)) }
}

/// How many of some Pods are ready and available. Looks again when the next one becomes available.
pub(crate) fn availability(
    pods: &[&Object],
    seconds: i64,
    view: &View<'_>,
    decision: &mut Decision,
) -> (i64, i64) {
    let (mut ready, mut available) = (0, 0);
    for pod in pods {
        ready += i64::from(is_ready(pod));
        match is_available(pod, seconds, view.now) {
            Ok(()) => available += 1,
            Err(Some(time)) => decision.again_at(time),
            Err(None) => {}
        }
    }
    (ready, available)
}

/// A Pod of a template, without its name.
pub(crate) fn from_template(template: &Value, namespace: &str, owner: Value) -> Value {
    let mut metadata = json!({ "namespace": namespace, "ownerReferences": [owner] });
    for field in ["labels", "annotations", "finalizers"] {
        if let Some(value) = template["metadata"].get(field) {
            metadata[field] = value.clone();
        }
    }
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"] })
}

pub(crate) fn max_restarts(pod: &Object) -> i64 {
    let statuses = pod.list("/status/containerStatuses").iter();
    statuses
        .filter_map(|status| status["restartCount"].as_i64())
        .max()
        .unwrap_or(0)
}

/// Which Pods a controller deletes first.
pub(crate) fn sort_for_deletion(pods: &mut [&Object]) {
    let mut ready_on_node: BTreeMap<&str, usize> = BTreeMap::new();
    for pod in pods.iter().filter(|pod| is_ready(pod)) {
        *ready_on_node.entry(pod.text("/spec/nodeName")).or_default() += 1;
    }
    let cost = |pod: &Object| {
        let text = pod.annotation("controller.kubernetes.io/pod-deletion-cost");
        text.and_then(|cost| cost.parse::<i64>().ok()).unwrap_or(0)
    };
    let order = |pod: &Object| match phase(pod) {
        "Pending" | "" => 0,
        "Unknown" => 1,
        _ => 2,
    };
    pods.sort_by(|a, b| {
        let scheduled = |pod: &Object| !pod.text("/spec/nodeName").is_empty();
        let rank = |pod: &Object| {
            ready_on_node
                .get(pod.text("/spec/nodeName"))
                .copied()
                .unwrap_or(0)
        };
        scheduled(a)
            .cmp(&scheduled(b))
            .then_with(|| order(a).cmp(&order(b)))
            .then_with(|| is_ready(a).cmp(&is_ready(b)))
            .then_with(|| cost(a).cmp(&cost(b)))
            .then_with(|| rank(b).cmp(&rank(a)))
            .then_with(|| newer(ready_since(a), ready_since(b)))
            .then_with(|| max_restarts(b).cmp(&max_restarts(a)))
            .then_with(|| b.created().cmp(&a.created()))
            .then_with(|| a.uid().cmp(b.uid()))
    });
}

fn newer(a: Option<Timestamp>, b: Option<Timestamp>) -> Ordering {
    b.cmp(&a)
}

/// A number, or a percentage of a total.
pub(crate) fn scaled(value: &Value, total: i64, up: bool) -> i64 {
    let percent = value
        .as_str()
        .and_then(|text| text.strip_suffix('%'))
        .and_then(|text| text.parse::<i64>().ok());
    match percent {
        Some(percent) if up => (percent * total + 99) / 100,
        Some(percent) => percent * total / 100,
        None => value.as_i64().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_rounded_up_or_down() {
        assert_eq!(scaled(&json!("25%"), 3, true), 1);
        assert_eq!(scaled(&json!("25%"), 3, false), 0);
        assert_eq!(scaled(&json!(2), 3, false), 2);
    }

    #[test]
    fn pods_that_are_not_ready_are_deleted_first() {
        let pod = |name: &str, ready: &str| {
            Object::new(
                json!({ "metadata": { "name": name, "uid": name }, "spec": { "nodeName": "node" },
                "status": { "phase": "Running", "conditions": [{ "type": "Ready", "status": ready }] } }),
            )
        };
        let (a, b) = (pod("a", "True"), pod("b", "False"));
        let mut pods = [&a, &b];
        sort_for_deletion(&mut pods);
        assert_eq!(pods[0].name(), "b");
    }
}
