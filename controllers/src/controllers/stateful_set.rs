//! `StatefulSets`: Pods with names, created, updated and deleted in order.

mod pod;
mod status;
mod step;

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods::OwnerKind;
use crate::revisions::{HASH, LABEL, Revisions};
use crate::world::{Change, World};

use status::Names;

const OWNER: OwnerKind = OwnerKind {
    kind: Kind::STATEFUL_SET,
    api_version: "apps/v1",
};

pub(crate) struct StatefulSets;

impl Controller for StatefulSets {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
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
        if !decision.writes.is_empty() {
            return decision;
        }
        let revisions = Revisions::of(set, view.world);
        let update = match revisions.current(set, &OWNER, HASH) {
            Ok(update) => update,
            Err(_) if set.is_deleting() => return Decision::none(),
            Err(write) => return Decision::write(*write),
        };
        let current = revisions
            .find(set.text("/status/currentRevision"))
            .unwrap_or(update);
        let names = Names { current, update };
        if !set.is_deleting() {
            decision = step::next(set, &pods, &names, view);
        }
        let status = status::of(set, &pods, &names, view, &mut decision);
        if status != *set.at("/status") {
            // A failing request must not keep the status from being reported.
            decision.writes.insert(0, Write::status(key.clone(), set, status));
        }
        if decision.writes.is_empty() && !set.is_deleting() {
            let limit = set.int("/spec/revisionHistoryLimit").unwrap_or(10);
            let is_used = |revision: &Object| {
                [current, update]
                    .iter()
                    .any(|used| used.name() == revision.name())
                    || pods.iter().any(|pod| pod.label(LABEL) == Some(revision.name()))
            };
            decision.writes = revisions.truncate(limit, is_used);
        }
        decision
    }
}
