//! The scheduler: a node for each Pod.

mod filter;
mod quantity;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, condition, set_condition, stamp};
use crate::pods;
use crate::world::{Change, World};

pub(crate) use filter::allows_daemon;

const NAME: &str = "default-scheduler";

#[derive(Default)]
pub(crate) struct Scheduler {
    /// Nodes of Pods whose binding is on its way, by their uids.
    assumed: Mutex<BTreeMap<String, String>>,
}

impl Controller for Scheduler {
    fn manager(&self) -> &'static str {
        "kube-scheduler"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        let frees = |pod: &Object| !pod.text("/spec/nodeName").is_empty();
        let gone = change.new.as_ref().is_none_or(|pod| !pods::is_active(pod));
        let room = change.key.kind == Kind::NODE
            || change.key.kind == Kind::POD && gone && change.object().is_some_and(frees);
        let mut keys = Vec::new();
        if room {
            let waiting = world.keys(&Kind::POD, "").filter(|(_, pod)| is_waiting(pod));
            keys.extend(waiting.map(|(key, _)| key.clone()));
        }
        if change.key.kind == Kind::POD && change.new.as_ref().is_some_and(is_waiting) {
            keys.push(change.key.clone());
        }
        keys
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(pod) = view.world.get(key).filter(|pod| is_waiting(pod)) else {
            return Decision::none();
        };
        let pod_uid = pod.uid();
        if !pod.list("/spec/schedulingGates").is_empty() {
            return Decision::none();
        }
        let mut assumed = self.assumed.lock().unwrap_or_else(PoisonError::into_inner);
        assumed.retain(|uid, _| {
            let pod = view.world.by_uid(uid);
            pod.is_some_and(|(_, other)| is_waiting(other)) && uid != pod_uid
        });
        let nodes: Vec<_> = view.world.list(&Kind::NODE, "").collect();
        let mut on_node: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
        for other in view
            .world
            .list(&Kind::POD, "")
            .filter(|pod| !pods::is_finished(pod))
        {
            let node = match other.text("/spec/nodeName") {
                "" => assumed.get(other.uid()).map_or("", String::as_str),
                node => node,
            };
            on_node.entry(node).or_default().push(other);
        }
        let pods_of = |node: &Object| on_node.get(node.name()).map_or(&[][..], Vec::as_slice);
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        let mut fitting = Vec::new();
        for node in &nodes {
            match filter::mismatches(pod, node, pods_of(node)) {
                wrong if wrong.is_empty() => fitting.push(*node),
                wrong => wrong
                    .into_iter()
                    .for_each(|reason| *reasons.entry(reason).or_default() += 1),
            }
        }
        let best = fitting
            .into_iter()
            .min_by_key(|node| (pods_of(node).len(), node.name().to_owned()));
        match best.map(|node| node.name().to_owned()) {
            Some(node) => {
                drop(on_node);
                assumed.insert(pod_uid.to_owned(), node.clone());
                Decision::write(Write::Bind {
                    key: key.clone(),
                    uid: pod_uid.to_owned(),
                    node,
                })
            }
            None => unschedulable(key, pod, &reasons, nodes.len(), view),
        }
    }
}

/// Whether it has no node yet.
fn is_waiting(pod: &Object) -> bool {
    pod.text("/spec/nodeName").is_empty() && pod.text("/spec/schedulerName") == NAME && pods::is_active(pod)
}

fn unschedulable(
    key: &Key,
    pod: &Object,
    reasons: &BTreeMap<String, usize>,
    nodes: usize,
    view: &View<'_>,
) -> Decision {
    let message = if nodes == 0 {
        String::from("no nodes available to schedule pods")
    } else {
        let mut parts: Vec<_> = reasons
            .iter()
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        parts.sort();
        format!(
            "0/{nodes} nodes are available: {}. preemption: 0/{nodes} nodes are available: {nodes} Preemption is not helpful for \
             scheduling.",
            parts.join(", ")
        )
    };
    let mut conditions = pod.list("/status/conditions").to_vec();
    if condition(&conditions, "PodScheduled")
        .is_some_and(|condition| condition["message"] == message.as_str())
    {
        return Decision::none();
    }
    let mut new = json!({
        "type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message,
        "lastProbeTime": null, "lastTransitionTime": stamp(view.now), "observedGeneration": pod.generation(),
    });
    if let Some(old) = condition(&conditions, "PodScheduled") {
        new["lastTransitionTime"] = old["lastTransitionTime"].clone();
        conditions.retain(|condition| condition["type"] != "PodScheduled");
    }
    set_condition(&mut conditions, new);
    let mut status = pod.at("/status").clone();
    status["conditions"] = Value::Array(conditions);
    Decision::write(Write::status(key.clone(), pod, status))
}
