//! `ReplicaSets`: as many Pods as wanted.

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, condition, counts, set_condition, stamp};
use crate::pods::{self, OwnerKind};
use crate::selector;
use crate::world::{Change, World};

const OWNER: OwnerKind = OwnerKind {
    kind: Kind::REPLICA_SET,
    api_version: "apps/v1",
};
const BURST: usize = 500;

pub(crate) struct ReplicaSets;

impl Controller for ReplicaSets {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        OWNER.affected(&Kind::POD, change, world)
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(set) = view.world.get(key) else {
            return Decision::none();
        };
        let mut decision = Decision::none();
        let claimed = OWNER.claim(&Kind::POD, set, view.world, &mut decision);
        if !decision.writes.is_empty() {
            return decision;
        }
        let mut active: Vec<_> = claimed
            .iter()
            .copied()
            .filter(|pod| pods::is_active(pod))
            .collect();
        let terminating = claimed
            .iter()
            .filter(|pod| pod.is_deleting() && !pods::is_finished(pod))
            .count();
        let wanted = usize::try_from(set.int("/spec/replicas").unwrap_or(1)).unwrap_or(0);
        if !set.is_deleting() {
            scale(set, &mut active, wanted, &mut decision);
        }
        if !decision.writes.is_empty() && view.failure.is_none() {
            return decision;
        }
        let failure = view.failure.filter(|_| !decision.writes.is_empty());
        let status = status(set, &active, terminating, failure, view, &mut decision);
        if status != *set.at("/status") {
            // Before the requests that fail.
            decision.writes.insert(0, Write::status(key.clone(), set, status));
        }
        decision
    }
}

fn scale(set: &Object, active: &mut [&Object], wanted: usize, decision: &mut Decision) {
    if active.len() < wanted {
        let mut pod = pods::from_template(set.at("/spec/template"), set.namespace(), OWNER.reference(set));
        pod["metadata"]["generateName"] = json!(format!("{}-", set.name()));
        for _ in 0..(wanted - active.len()).min(BURST) {
            decision.push(Write::Create {
                namespace: set.namespace().to_owned(),
                object: pod.clone(),
            });
        }
    } else if active.len() > wanted {
        pods::sort_for_deletion(active);
        for pod in &active[..(active.len() - wanted).min(BURST)] {
            decision.push(Write::delete(
                Key::new(Kind::POD, pod.namespace(), pod.name()),
                pod,
            ));
        }
    }
}

fn status(
    set: &Object,
    active: &[&Object],
    terminating: usize,
    failure: Option<&str>,
    view: &View<'_>,
    decision: &mut Decision,
) -> Value {
    let count = |pods: usize| i64::try_from(pods).unwrap_or(i64::MAX);
    let labels = set.at("/spec/template/metadata/labels");
    let labeled = active
        .iter()
        .filter(|pod| selector::has_all(labels, pod.at("/metadata/labels")))
        .count();
    let seconds = set.int("/spec/minReadySeconds").unwrap_or(0);
    let (ready, available) = pods::availability(active, seconds, view, decision);
    let mut status = counts(&[
        ("fullyLabeledReplicas", count(labeled)),
        ("readyReplicas", ready),
        ("availableReplicas", available),
        ("observedGeneration", set.generation()),
    ]);
    status.insert(String::from("replicas"), json!(active.len()));
    status.insert(String::from("terminatingReplicas"), json!(terminating));
    let mut conditions = set.list("/status/conditions").to_vec();
    match failure {
        Some(message) if condition(&conditions, "ReplicaFailure").is_none() => {
            let wanted = set.int("/spec/replicas").unwrap_or(1);
            let reason = if count(active.len()) < wanted {
                "FailedCreate"
            } else {
                "FailedDelete"
            };
            set_condition(
                &mut conditions,
                json!({
                    "type": "ReplicaFailure", "status": "True", "reason": reason, "message": message,
                    "lastTransitionTime": stamp(view.now),
                }),
            );
        }
        Some(_) => {}
        None => conditions.retain(|condition| condition["type"] != "ReplicaFailure"),
    }
    if !conditions.is_empty() {
        status.insert(String::from("conditions"), Value::Array(conditions));
    }
    Value::Object(status)
}
