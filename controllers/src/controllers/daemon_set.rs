//! `DaemonSets`: a Pod on every node.

mod pod;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, counts};
use crate::pods::{self, OwnerKind};
use crate::revisions::{self, LABEL, Revisions};
use crate::world::{Change, World};

use super::scheduler;

const OWNER: OwnerKind = OwnerKind {
    kind: Kind::DAEMON_SET,
    api_version: "apps/v1",
};

pub(crate) struct DaemonSets;

impl Controller for DaemonSets {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind == Kind::NODE {
            return world
                .keys(&Kind::DAEMON_SET, "")
                .map(|(key, _)| key.clone())
                .collect();
        }
        let mut keys = OWNER.affected(&Kind::POD, change, world);
        if change.key.kind == Kind::CONTROLLER_REVISION {
            keys.extend(OWNER.affected(&Kind::CONTROLLER_REVISION, change, world));
        }
        keys
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(set) = view.world.get(key) else {
            return Decision::none();
        };
        let mut decision = Decision::none();
        let pods = OWNER.claim(&Kind::POD, set, view.world, &mut decision);
        if !decision.writes.is_empty() || set.is_deleting() {
            return decision;
        }
        let revisions = Revisions::of(set, view.world);
        let update = match revisions.current(set, &OWNER, LABEL) {
            Ok(update) => update,
            Err(write) => return Decision::write(*write),
        };
        let one = One::new(set, &pods, revisions::hash(update), view);
        one.place(&mut decision);
        if decision.writes.is_empty() {
            one.roll(&mut decision);
        }
        let status = one.status(&mut decision);
        if status != *set.at("/status") {
            decision.writes.insert(0, Write::status(key.clone(), set, status));
        }
        if decision.writes.is_empty() {
            let limit = set.int("/spec/revisionHistoryLimit").unwrap_or(10);
            let is_used = |revision: &Object| {
                revision.name() == update.name()
                    || pods
                        .iter()
                        .any(|pod| pod.label(LABEL) == Some(revisions::hash(revision)))
            };
            decision.writes = revisions.truncate(limit, is_used);
        }
        decision
    }
}

struct One<'a> {
    set: &'a Object,
    hash: &'a str,
    view: &'a View<'a>,
    /// For each node that exists or has Pods: whether it takes one, and which it has.
    nodes: BTreeMap<&'a str, (bool, Vec<&'a Object>)>,
}

impl<'a> One<'a> {
    fn new(set: &'a Object, pods: &[&'a Object], hash: &'a str, view: &'a View<'a>) -> Self {
        let sample = Object::new(pod::on(set, &OWNER, hash, ""));
        let mut nodes: BTreeMap<_, (bool, Vec<&Object>)> = BTreeMap::new();
        for node in view.world.list(&Kind::NODE, "") {
            let unpinned = without_affinity(&sample, set);
            nodes.insert(
                node.name(),
                (scheduler::allows_daemon(&unpinned, node), Vec::new()),
            );
        }
        for pod in pods.iter().copied() {
            nodes.entry(pod::node(pod)).or_default().1.push(pod);
        }
        Self {
            set,
            hash,
            view,
            nodes,
        }
    }

    /// Creates Pods on nodes without one, and deletes those that are too many or have failed.
    fn place(&self, decision: &mut Decision) {
        for (node, (wanted, pods)) in &self.nodes {
            let alive = pods.iter().copied().filter(|pod| !pod.is_deleting());
            let (ended, mut running): (Vec<_>, Vec<_>) = alive.partition(|pod| pods::is_finished(pod));
            running.sort_by_key(|pod| (pod.created(), pod.name().to_owned()));
            for pod in &ended {
                decision.push(delete(pod));
            }
            let keep = if *wanted { self.at_most(&running) } else { 0 };
            for pod in running.iter().skip(keep) {
                decision.push(delete(pod));
            }
            if *wanted && pods.is_empty() {
                decision.push(Write::Create {
                    namespace: self.set.namespace().to_owned(),
                    object: pod::on(self.set, &OWNER, self.hash, node),
                });
            }
        }
    }

    /// One, or an old one beside a new one while it is replaced.
    fn at_most(&self, running: &[&Object]) -> usize {
        let new = running.iter().filter(|pod| self.is_new(pod)).count();
        let old = running.len() - new;
        if self.surge() > 0 && new == 1 && old == 1 {
            2
        } else {
            1
        }
    }

    fn is_new(&self, pod: &Object) -> bool {
        pod.label(LABEL) == Some(self.hash)
    }

    fn wanted(&self) -> i64 {
        let wanted = self.nodes.values().filter(|(wanted, _)| *wanted).count();
        i64::try_from(wanted).unwrap_or(i64::MAX)
    }

    fn surge(&self) -> i64 {
        pods::scaled(
            self.set.at("/spec/updateStrategy/rollingUpdate/maxSurge"),
            self.wanted(),
            true,
        )
    }

    /// Replaces Pods of an old template, as many at a time as may be unavailable.
    fn roll(&self, decision: &mut Decision) {
        if self.set.text("/spec/updateStrategy/type") == "OnDelete" {
            return;
        }
        let surge = self.surge();
        let most = pods::scaled(
            self.set.at("/spec/updateStrategy/rollingUpdate/maxUnavailable"),
            self.wanted(),
            true,
        );
        let mut unavailable = 0;
        let mut surging = 0;
        let mut old = Vec::new();
        for (node, (_, pods)) in self.nodes.iter().filter(|(_, (wanted, _))| *wanted) {
            let alive: Vec<_> = pods.iter().copied().filter(|pod| !pod.is_deleting()).collect();
            let new = alive.iter().copied().find(|pod| self.is_new(pod));
            let new_is_available = new.is_some_and(|pod| self.is_available(pod, decision));
            match (alive.into_iter().find(|pod| !self.is_new(pod)), new) {
                (Some(pod), None) => old.push((*node, pod)),
                (Some(pod), Some(_)) if new_is_available => decision.push(delete(pod)),
                (Some(_), Some(_)) => surging += 1,
                (None, _) => unavailable += i64::from(!new_is_available),
            }
        }
        let is_available = |pod: &Object| pods::is_available(pod, self.seconds(), self.view.now).is_ok();
        unavailable += i64::try_from(old.iter().filter(|(_, pod)| !is_available(pod)).count()).unwrap_or(0);
        for (node, pod) in old {
            let available = is_available(pod);
            if surge > 0 {
                if !available || surging < surge {
                    surging += i64::from(available);
                    decision.push(Write::Create {
                        namespace: self.set.namespace().to_owned(),
                        object: pod::on(self.set, &OWNER, self.hash, node),
                    });
                }
            } else if !available || unavailable < most {
                unavailable += i64::from(available);
                decision.push(delete(pod));
            }
        }
    }

    fn seconds(&self) -> i64 {
        self.set.int("/spec/minReadySeconds").unwrap_or(0)
    }

    fn is_available(&self, pod: &Object, decision: &mut Decision) -> bool {
        match pods::is_available(pod, self.seconds(), self.view.now) {
            Ok(()) => true,
            Err(Some(time)) => {
                decision.again_at(time);
                false
            }
            Err(None) => false,
        }
    }

    fn status(&self, decision: &mut Decision) -> Value {
        let (mut current, mut misplaced, mut ready, mut available, mut updated) = (0, 0, 0, 0, 0);
        for (wanted, pods) in self.nodes.values() {
            let alive: Vec<_> = pods.iter().copied().filter(|pod| !pod.is_deleting()).collect();
            match (wanted, alive.iter().min_by_key(|pod| pod.created())) {
                (true, Some(oldest)) => {
                    current += 1;
                    let is_ready = pods::is_ready(oldest);
                    ready += i64::from(is_ready);
                    available += i64::from(self.is_available(oldest, decision));
                    updated += i64::from(alive.iter().any(|pod| self.is_new(pod)));
                }
                (false, Some(_)) => misplaced += 1,
                (_, None) => {}
            }
        }
        let wanted = self.wanted();
        let mut status = counts(&[
            ("observedGeneration", self.set.generation()),
            ("updatedNumberScheduled", updated),
            ("numberAvailable", available),
            ("numberUnavailable", wanted - available),
        ]);
        let always = [
            ("currentNumberScheduled", current),
            ("desiredNumberScheduled", wanted),
            ("numberMisscheduled", misplaced),
            ("numberReady", ready),
        ];
        status.extend(always.map(|(name, count)| (name.to_owned(), json!(count))));
        Value::Object(status)
    }
}

/// A Pod without the affinity that pins it to a node.
fn without_affinity(pod: &Object, set: &Object) -> Object {
    let mut value = pod.to_value();
    value["spec"]["affinity"] = set.at("/spec/template/spec/affinity").clone();
    Object::new(value)
}

fn delete(pod: &Object) -> Write {
    Write::delete(Key::new(Kind::POD, pod.namespace(), pod.name()), pod)
}
