//! Garbage collection: objects go with their owners.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::object::{Key, Object};
use crate::pods::set_owners;
use crate::world::{Change, World};

const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";
const LOOK_AGAIN: SignedDuration = SignedDuration::from_millis(100);

pub(crate) struct GarbageCollector;

impl Controller for GarbageCollector {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        let Some(object) = change.object() else {
            return Vec::new();
        };
        let is_gone = change.new.is_none();
        let mut keys = Vec::new();
        if !is_gone && (object.owners().next().is_some() || object.is_deleting()) {
            keys.push(change.key.clone());
        }
        if is_gone || object.has_finalizer(FOREGROUND) {
            keys.extend(world.dependents(object.uid()).map(|(key, _)| key.clone()));
        }
        // Owners that wait for their dependents.
        let states = [change.old.as_ref(), change.new.as_ref()];
        let owners = states.into_iter().flatten().flat_map(Object::owners);
        for (key, owner) in owners.filter_map(|owner| world.by_uid(owner.uid())) {
            if owner.is_deleting() && !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(object) = view.world.get(key) else {
            return Decision::none();
        };
        if object.is_deleting() {
            return if object.has_finalizer(ORPHAN) {
                orphan(key, object, view)
            } else if object.has_finalizer(FOREGROUND) {
                finish_foreground(key, object, view)
            } else {
                Decision::none()
            };
        }
        collect(key, object, view)
    }
}

/// Takes the owner reference from all dependents, then lets the object go.
fn orphan(key: &Key, object: &Object, view: &View<'_>) -> Decision {
    let mut decision = Decision::none();
    for (key, dependent) in view.world.dependents(object.uid()) {
        let owners = dependent.list("/metadata/ownerReferences").iter();
        let rest = owners
            .filter(|owner| owner["uid"] != object.uid())
            .cloned()
            .collect();
        decision.push(set_owners(key, dependent, rest));
    }
    if decision.writes.is_empty() {
        decision.push(without_finalizer(key, object, ORPHAN));
    }
    decision
}

/// Lets an object go when no dependent blocks it.
fn finish_foreground(key: &Key, object: &Object, view: &View<'_>) -> Decision {
    let mut dependents = view.world.dependents(object.uid());
    let blocked = dependents.any(|(_, dependent)| blocks(dependent, object));
    if blocked {
        return Decision::none();
    }
    Decision::write(without_finalizer(key, object, FOREGROUND))
}

fn blocks(dependent: &Object, owner: &Object) -> bool {
    dependent
        .owners()
        .any(|reference| reference.uid() == owner.uid() && reference.blocks())
}

fn without_finalizer(key: &Key, object: &Object, name: &str) -> Write {
    let finalizers = object.list("/metadata/finalizers").iter();
    let rest: Vec<_> = finalizers.filter(|finalizer| *finalizer != name).collect();
    let version = object.text("/metadata/resourceVersion");
    Write::Patch {
        key: key.clone(),
        patch: json!({ "metadata": { "resourceVersion": version, "uid": object.uid(), "finalizers": rest } }),
    }
}

/// Deletes an object whose owners are all gone or wait for it to go.
fn collect(key: &Key, object: &Object, view: &View<'_>) -> Decision {
    let (mut solid, mut waiting, mut gone) = (Vec::new(), Vec::new(), 0);
    let mut unknown = Decision::none();
    for owner in object.owners() {
        match view.world.by_uid(owner.uid()) {
            // An object in another namespace is not its owner.
            Some((found, _)) if !found.namespace.is_empty() && found.namespace != key.namespace => gone += 1,
            Some((_, found)) if found.is_deleting() && found.has_finalizer(FOREGROUND) && owner.blocks() => {
                waiting.push(owner.0);
            }
            Some(_) => solid.push(owner.0),
            None if view.world.is_gone(owner.uid()) => gone += 1,
            None => {
                let kind = owner.kind();
                let Some(resource) = view.world.resource(&kind) else {
                    // Nobody knows whether it exists.
                    return Decision::none();
                };
                let namespace = if resource.namespaced {
                    key.namespace.as_str()
                } else {
                    ""
                };
                unknown.push(Write::Look {
                    key: Key::new(kind, namespace, owner.name()),
                    uid: owner.uid().to_owned(),
                });
            }
        }
    }
    if !unknown.writes.is_empty() {
        // What the answers show is no change of this object. An owner that exists is reported by its watch soon.
        unknown.again_at(view.now + LOOK_AGAIN);
        return unknown;
    }
    if !solid.is_empty() {
        if waiting.is_empty() && gone == 0 {
            return Decision::none();
        }
        let rest: Vec<Value> = solid.into_iter().cloned().collect();
        return Decision::write(set_owners(key, object, rest));
    }
    if waiting.is_empty() && gone == 0 {
        return Decision::none();
    }
    let policy = if !waiting.is_empty() && view.world.dependents(object.uid()).next().is_some() {
        "Foreground"
    } else if object.has_finalizer(ORPHAN) {
        "Orphan"
    } else if object.has_finalizer(FOREGROUND) {
        "Foreground"
    } else {
        "Background"
    };
    Decision::write(Write::Delete {
        key: key.clone(),
        uid: object.uid().to_owned(),
        policy,
        grace: None,
    })
}
