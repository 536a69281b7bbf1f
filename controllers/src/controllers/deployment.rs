//! Deployments: a `ReplicaSet` for each template, and rollouts from one to the next.

mod replica_sets;
mod scale;
mod size;
mod status;

use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, set_condition};
use crate::pods::{self, OwnerKind};
use crate::world::{Change, World};

use replica_sets::{REVISION, Sets};
use status::Rollout;

const OWNER: OwnerKind = OwnerKind {
    kind: Kind::DEPLOYMENT,
    api_version: "apps/v1",
};

pub(crate) struct Deployments;

impl Controller for Deployments {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        let mut keys = OWNER.affected(&Kind::REPLICA_SET, change, world);
        keys.extend(waiting_for(change, world));
        keys
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(deployment) = view.world.get(key) else {
            return Decision::none();
        };
        let mut decision = Decision::none();
        let claimed = OWNER.claim(&Kind::REPLICA_SET, deployment, view.world, &mut decision);
        if !decision.writes.is_empty() {
            return decision;
        }
        let one = One {
            key,
            deployment,
            sets: Sets::new(deployment, claimed),
            view,
        };
        one.decide()
    }
}

/// The Deployment with the strategy `Recreate` that waits for the end of a Pod.
fn waiting_for(change: &Change, world: &World) -> Option<Key> {
    if change.key.kind != Kind::POD {
        return None;
    }
    let (_, set) = world.by_uid(change.object()?.controller()?.uid())?;
    let owner = set
        .controller()
        .filter(|owner| owner.kind() == Kind::DEPLOYMENT)?;
    let key = Key::new(Kind::DEPLOYMENT, &change.key.namespace, owner.name());
    (world.get(&key)?.text("/spec/strategy/type") == "Recreate").then_some(key)
}

/// One Deployment and its `ReplicaSets`.
struct One<'a> {
    key: &'a Key,
    deployment: &'a Object,
    sets: Sets<'a>,
    view: &'a View<'a>,
}

impl One<'_> {
    fn decide(&self) -> Decision {
        let deployment = self.deployment;
        if deployment.is_deleting() {
            return self.report(&Rollout::Resting);
        }
        if let Some(write) = self.paused_condition() {
            return Decision::write(write);
        }
        let paused = deployment.is("/spec/paused");
        let recreate = deployment.text("/spec/strategy/type") == "Recreate";
        // Old replicas end before the new set exists.
        let create = !paused && !self.is_scaled() && (!recreate || self.old_pods_are_gone());
        if let Some(decision) = self.sync_revision(create) {
            return decision;
        }
        let mut writes = if paused || self.is_scaled() {
            scale::proportionally(deployment, &self.sets)
        } else if recreate {
            scale::recreate(deployment, &self.sets, self.old_pods_are_gone())
        } else {
            scale::rolling(deployment, &self.sets)
        };
        let rollout = if paused || self.is_scaled() {
            Rollout::Resting
        } else {
            Rollout::Going
        };
        if writes.is_empty() && (paused || status::is_complete(deployment, deployment.at("/status"))) {
            writes = self.clean_up();
        }
        if writes.is_empty() {
            return self.report(&rollout);
        }
        let mut decision = self.report(&rollout);
        decision.writes.extend(writes);
        decision
    }

    fn report(&self, rollout: &Rollout) -> Decision {
        let mut decision = Decision::none();
        let status = status::of(self.deployment, &self.sets, rollout, self.view, &mut decision);
        if status != *self.deployment.at("/status") {
            decision.push(Write::status(self.key.clone(), self.deployment, status));
        }
        decision
    }

    /// The replicas that a set was given for a size that the Deployment no longer has.
    fn is_scaled(&self) -> bool {
        let wanted = size::wanted(self.deployment);
        let mut active = self.sets.active();
        active.any(|set| replica_sets::desired(set).is_some_and(|desired| desired != wanted))
    }

    fn paused_condition(&self) -> Option<Write> {
        let deployment = self.deployment;
        status::deadline(deployment)?;
        let reason = status::progressing(deployment).map(|condition| &condition["reason"]);
        if reason.is_some_and(|reason| reason == "ProgressDeadlineExceeded") {
            return None;
        }
        let was_paused = reason.is_some_and(|reason| reason == "DeploymentPaused");
        let (reason, message) = match (deployment.is("/spec/paused"), was_paused) {
            (true, false) => ("DeploymentPaused", "Deployment is paused"),
            (false, true) => ("DeploymentResumed", "Deployment is resumed"),
            (true, true) | (false, false) => return None,
        };
        Some(self.progress("Unknown", reason, message, None))
    }

    /// A status that differs in the condition `Progressing`, and an object that differs in its revision.
    fn progress(&self, status: &str, reason: &str, message: &str, revision: Option<&str>) -> Write {
        let mut object = self.deployment.to_value();
        let mut conditions = self.deployment.list("/status/conditions").to_vec();
        let condition = status::condition("Progressing", status, reason, message, self.view.now);
        set_condition(&mut conditions, condition);
        object["status"]["conditions"] = Value::Array(conditions);
        if let Some(revision) = revision {
            object["metadata"]["annotations"][REVISION] = json!(revision);
        }
        Write::Replace {
            key: self.key.clone(),
            object,
            subresource: "status",
        }
    }

    /// Creates the set of the template, or makes it the newest revision.
    fn sync_revision(&self, create: bool) -> Option<Decision> {
        let deployment = self.deployment;
        let Some(new) = self.sets.new else {
            return create.then(|| self.create_set());
        };
        if let Some(write) = replica_sets::newest(deployment, new, &self.sets) {
            return Some(Decision::write(write));
        }
        let revision = new.annotation(REVISION).unwrap_or_default();
        if status::deadline(deployment).is_some() && status::progressing(deployment).is_none() {
            let (reason, message) = match replica_sets::is_fresh(new) {
                true => (
                    "NewReplicaSetCreated",
                    format!("Created new replica set \"{}\"", new.name()),
                ),
                false => (
                    "FoundNewReplicaSet",
                    format!("Found new replica set \"{}\"", new.name()),
                ),
            };
            return Some(Decision::write(self.progress(
                "True",
                reason,
                &message,
                Some(revision),
            )));
        }
        if deployment.annotation(REVISION) != Some(revision) {
            let created = format!("Created new replica set \"{}\"", new.name());
            let write = if status::deadline(deployment).is_some() && replica_sets::is_fresh(new) {
                self.progress("True", "NewReplicaSetCreated", &created, Some(revision))
            } else {
                let mut object = deployment.to_value();
                object["metadata"]["annotations"][REVISION] = json!(revision);
                Write::Replace {
                    key: self.key.clone(),
                    object,
                    subresource: "status",
                }
            };
            return Some(Decision::write(write));
        }
        None
    }

    fn create_set(&self) -> Decision {
        let mut decision = Decision::none();
        if let Some(reason) = self.view.failure {
            let name = replica_sets::name(self.deployment);
            if self
                .view
                .world
                .find(Kind::REPLICA_SET, self.deployment.namespace(), &name)
                .is_some()
            {
                // Another object has the name.
                let mut status = self.deployment.at("/status").clone();
                let collisions = status["collisionCount"].as_i64().unwrap_or(0);
                status["collisionCount"] = json!(collisions + 1);
                return Decision::write(Write::status(self.key.clone(), self.deployment, status));
            }
            if status::deadline(self.deployment).is_some() {
                let message = format!("Failed to create new replica set \"{name}\": {reason}");
                let reported = status::progressing(self.deployment)
                    .is_some_and(|condition| condition["reason"] == "ReplicaSetCreateError");
                if !reported {
                    decision.push(self.progress("False", "ReplicaSetCreateError", &message, None));
                }
            }
        }
        let replicas = scale::of_new(self.deployment, &self.sets, 0);
        decision.push(replica_sets::create(
            self.deployment,
            &self.sets,
            &OWNER,
            replicas,
        ));
        decision
    }

    fn old_pods_are_gone(&self) -> bool {
        let old = self.sets.old.iter();
        old.into_iter().all(|set| {
            set.int("/status/replicas").unwrap_or(0) == 0
                && self.view.world.controlled(&Kind::POD, set).all(pods::is_finished)
        })
    }

    /// Deletes old sets beyond the limit of the history.
    fn clean_up(&self) -> Vec<Write> {
        let Some(limit) = self.deployment.int("/spec/revisionHistoryLimit") else {
            return Vec::new();
        };
        let mut old: Vec<_> = self.sets.old.iter().filter(|set| !set.is_deleting()).collect();
        let excess = old
            .len()
            .saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
        old.sort_by_key(|set| replica_sets::revision(set));
        let unused = old.into_iter().take(excess).filter(|set| {
            set.int("/status/replicas").unwrap_or(0) == 0
                && set.int("/spec/replicas").unwrap_or(0) == 0
                && set.generation() <= set.int("/status/observedGeneration").unwrap_or(0)
        });
        unused
            .map(|set| Write::delete(Key::new(Kind::REPLICA_SET, set.namespace(), set.name()), set))
            .collect()
    }
}
