//! Deleted namespaces are emptied.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, condition, stamp};
use crate::world::{Change, World};

const FINALIZER: &str = "kubernetes";

pub(crate) struct Namespaces;

impl Controller for Namespaces {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind == Kind::NAMESPACE {
            return vec![change.key.clone()];
        }
        let key = Key::new(Kind::NAMESPACE, "", &change.key.namespace);
        let deleting = world.get(&key).is_some_and(Object::is_deleting);
        if deleting { vec![key] } else { Vec::new() }
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(namespace) = view.world.get(key).filter(|namespace| namespace.is_deleting()) else {
            return Decision::none();
        };
        if !namespace
            .list("/spec/finalizers")
            .iter()
            .any(|name| name == FINALIZER)
        {
            return Decision::none();
        }
        let mut deletions = Decision::none();
        let mut left = false;
        for (key, object) in view.world.in_namespace(&key.name) {
            left = true;
            if !object.is_deleting() {
                deletions.push(Write::Delete {
                    key: key.clone(),
                    uid: object.uid().to_owned(),
                    policy: "Background",
                    grace: None,
                });
            }
        }
        if left {
            if let Some(write) = report(key, namespace, view) {
                deletions.push(write);
            }
            return deletions;
        }
        // Kinds that are not watched, and objects that no watch has reported yet; then nothing can be created any more.
        Decision {
            writes: vec![
                Write::Empty {
                    namespace: key.name.clone(),
                },
                finalize(key, namespace),
            ],
            again: None,
        }
    }
}

/// Says in the status what keeps a namespace.
fn report(key: &Key, namespace: &Object, view: &View<'_>) -> Option<Write> {
    let mut finalizers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (key, object) in view
        .world
        .in_namespace(&key.name)
        .filter(|(_, object)| object.is_deleting())
    {
        let held = object.list("/metadata/finalizers");
        if held.is_empty() {
            continue;
        }
        for name in held.iter().filter_map(Value::as_str) {
            *finalizers.entry(name).or_default() += 1;
        }
        let plural = view.world.resource(&key.kind).map_or_else(
            || key.kind.name().to_owned(),
            |resource| format!("{}.{}", resource.plural, resource.group),
        );
        *kinds.entry(plural).or_default() += 1;
    }
    if kinds.is_empty() {
        return None;
    }
    let list = |counts: Vec<String>| counts.join(", ");
    let kinds = kinds
        .iter()
        .map(|(kind, count)| format!("{kind} has {count} resource instances"))
        .collect();
    let held = finalizers
        .iter()
        .map(|(name, count)| format!("{name} in {count} resource instances"))
        .collect();
    let said = [
        (
            "NamespaceContentRemaining",
            "SomeResourcesRemain",
            format!("Some resources are remaining: {}", list(kinds)),
        ),
        (
            "NamespaceFinalizersRemaining",
            "SomeFinalizersRemain",
            format!(
                "Some content in the namespace has finalizers remaining: {}",
                list(held)
            ),
        ),
    ];
    let mut conditions = namespace.list("/status/conditions").to_vec();
    for (kind, reason, message) in said {
        let known = condition(&conditions, kind);
        if known.is_some_and(|known| known["message"] == message.as_str()) {
            continue;
        }
        conditions.retain(|condition| condition["type"] != kind);
        conditions.push(json!({
            "type": kind, "status": "True", "reason": reason, "message": message, "lastTransitionTime": stamp(view.now),
        }));
    }
    if namespace.list("/status/conditions") == conditions {
        return None;
    }
    let mut status = namespace.at("/status").clone();
    status["conditions"] = Value::Array(conditions);
    Some(Write::status(key.clone(), namespace, status))
}

fn finalize(key: &Key, namespace: &Object) -> Write {
    let mut object = namespace.to_value();
    let finalizers = namespace.list("/spec/finalizers").iter();
    let rest: Vec<_> = finalizers.filter(|name| *name != FINALIZER).cloned().collect();
    object["spec"] = json!({ "finalizers": Value::Array(rest) });
    Write::Replace {
        key: key.clone(),
        object,
        subresource: "finalize",
    }
}
