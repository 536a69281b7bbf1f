//! Nodes that are ready, and Pods that run on them without containers.

mod behavior;
mod logs;
mod node;
mod status;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods;
use crate::world::{Change, World};

use behavior::Behavior;
use status::Containers;

pub use behavior::ANNOTATIONS;
pub(crate) use logs::{Query, Refusal, Run, read};

/// All kubelets.
pub(crate) struct Kubelet {
    /// The port at which all of them answer the API server.
    port: Option<u16>,
    /// The last address that a Pod got.
    address: AtomicU32,
}

impl Kubelet {
    pub(crate) fn new(port: Option<u16>) -> Self {
        Self {
            port,
            address: AtomicU32::new(0),
        }
    }

    /// The next address in 10.1.0.0/16, which is no range of Services, that no Pod has.
    fn address(&self, world: &World) -> String {
        let used: BTreeSet<_> = world
            .list(&Kind::POD, "")
            .map(|pod| pod.text("/status/podIP"))
            .collect();
        loop {
            let number = self.address.fetch_add(1, Ordering::Relaxed) % 65_000 + 1;
            let address = format!("10.1.{}.{}", number / 256, number % 256);
            if !used.contains(address.as_str()) {
                return address;
            }
        }
    }
}

impl Controller for Kubelet {
    fn manager(&self) -> &'static str {
        "kubelet"
    }

    fn affected(&self, change: &Change, _: &World) -> Vec<Key> {
        let here = match change.new.as_ref() {
            Some(object) if change.key.kind == Kind::POD => !object.text("/spec/nodeName").is_empty(),
            Some(_) => change.key.kind == Kind::NODE,
            None => false,
        };
        if here {
            vec![change.key.clone()]
        } else {
            Vec::new()
        }
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        match view.world.get(key) {
            Some(node) if key.kind == Kind::NODE => node::decide(key, node, self.port, view.now),
            Some(pod) => self.pod(key, pod, view),
            None => Decision::none(),
        }
    }
}

impl Kubelet {
    fn pod(&self, key: &Key, pod: &Object, view: &View<'_>) -> Decision {
        let behavior = match Behavior::of(pod) {
            Ok(behavior) => behavior,
            Err(reason) => return misconfigured(key, pod, &reason, view.now),
        };
        if pod.is_deleting() {
            return terminate(key, pod, &behavior, view.now);
        }
        if pods::is_finished(pod) {
            return Decision::none();
        }
        let mut containers = Containers::of(pod);
        let started = pod.time("/status/startTime");
        let Some(started) = started else {
            // The first that a kubelet reports.
            let starts_at_once = behavior.pull && behavior.start_after.is_zero();
            if !starts_at_once {
                containers.wait(behavior.pull);
                return report(key, pod, containers.starting(pod, view.now));
            }
            return self.start(key, pod, &behavior, containers, view);
        };
        if pods::phase(pod) == "Pending" {
            if !behavior.pull {
                return Decision::none();
            }
            let start = started + behavior.start_after;
            if start > view.now {
                return wait_until(start);
            }
            return self.start(key, pod, &behavior, containers, view);
        }
        run(key, pod, &behavior, containers, view.now)
    }

    fn start(
        &self,
        key: &Key,
        pod: &Object,
        behavior: &Behavior,
        mut containers: Containers,
        view: &View<'_>,
    ) -> Decision {
        let ready = behavior.ready_after.is_some_and(|after| after.is_zero());
        containers.run(ready, view.now);
        let address = match pod.text("/status/podIP") {
            "" => self.address(view.world),
            address => address.to_owned(),
        };
        report(key, pod, containers.running(pod, &address, ready, view.now))
    }
}

/// What becomes of a Pod that runs.
fn run(key: &Key, pod: &Object, behavior: &Behavior, mut containers: Containers, now: Timestamp) -> Decision {
    let mut decision = Decision::none();
    if let Some(restart) = containers.restart_time() {
        if restart > now {
            return wait_until(restart);
        }
        let ready = behavior.ready_after.is_some_and(|after| after.is_zero());
        containers.run(ready, now);
        return report(key, pod, containers.again(pod, ready, now));
    }
    let Some(since) = containers.started() else {
        return decision;
    };
    if let Some(exit) = behavior
        .exit_after
        .filter(|_| containers.restarts() < behavior.exits)
    {
        let end = since + exit;
        if end <= now {
            containers.end(pod, behavior.exit_code, now);
            return report(key, pod, containers.ended(pod, behavior.exit_code, now));
        }
        decision.again_at(end);
    }
    if let Some(after) = behavior.ready_after.filter(|_| !containers.are_ready()) {
        let ready = since + after;
        if ready <= now {
            containers.set_ready();
            return report(key, pod, containers.again(pod, true, now));
        }
        decision.again_at(ready);
    }
    decision
}

/// Lets a Pod go after its grace period, or earlier if it ends by itself.
fn terminate(key: &Key, pod: &Object, behavior: &Behavior, now: Timestamp) -> Decision {
    let grace = pod.int("/metadata/deletionGracePeriodSeconds").unwrap_or(0);
    if grace == 0 && !pod.list("/metadata/finalizers").is_empty() {
        return Decision::none();
    }
    let limit = pod.time("/metadata/deletionTimestamp").unwrap_or(now);
    let asked = limit - jiff::SignedDuration::from_secs(grace);
    let end = (asked + behavior.stop_after).min(limit);
    if end > now && !behavior.stop_after.is_zero() {
        return wait_until(end);
    }
    Decision::write(Write::Delete {
        key: key.clone(),
        uid: pod.uid().to_owned(),
        policy: "",
        grace: Some(0),
    })
}

fn misconfigured(key: &Key, pod: &Object, reason: &str, now: Timestamp) -> Decision {
    let mut containers = Containers::of(pod);
    containers.refuse(reason);
    let status = containers.starting(pod, now);
    if status["containerStatuses"] == *pod.at("/status/containerStatuses") || pod.is_deleting() {
        return if pod.is_deleting() {
            terminate(key, pod, &Behavior::default(), now)
        } else {
            Decision::none()
        };
    }
    report(key, pod, status)
}

fn report(key: &Key, pod: &Object, status: serde_json::Value) -> Decision {
    Decision::write(Write::status(key.clone(), pod, status))
}

fn wait_until(time: Timestamp) -> Decision {
    let mut decision = Decision::none();
    decision.again_at(time);
    decision
}
