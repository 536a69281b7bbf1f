//! The next step of a `StatefulSet`.

use serde_json::Value;

use crate::decision::{Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods;
use crate::revisions::LABEL;

use super::status::Names;
use super::{OWNER, pod};

/// What is created or deleted next: replicas that are missing, then those that are too many, then those of an old template.
pub(super) fn next(set: &Object, pods: &[&Object], names: &Names<'_>, view: &View<'_>) -> Decision {
    let start = set.int("/spec/ordinals/start").unwrap_or(0);
    let end = start + set.int("/spec/replicas").unwrap_or(1);
    let find = |ordinal: i64| {
        pods.iter()
            .copied()
            .find(|pod| pod::ordinal(set, pod) == Some(ordinal))
    };
    let replicas: Vec<_> = (start..end).map(|ordinal| (ordinal, find(ordinal))).collect();
    let ordinals = pods
        .iter()
        .filter_map(|pod| Some((pod::ordinal(set, pod)?, *pod)));
    let mut condemned: Vec<_> = ordinals
        .filter(|(ordinal, _)| !(start..end).contains(ordinal))
        .collect();
    condemned.sort_by_key(|(ordinal, _)| -ordinal);
    let one = One {
        set,
        names,
        view,
        ordered: set.text("/spec/podManagementPolicy") != "Parallel",
        seconds: set.int("/spec/minReadySeconds").unwrap_or(0),
        start,
    };
    let mut decision = Decision::none();
    if one.fill(&replicas, &mut decision) {
        return decision;
    }
    if one.shrink(&replicas, &condemned, &mut decision) {
        return decision;
    }
    if set.text("/spec/updateStrategy/type") != "OnDelete" && decision.writes.is_empty() {
        one.update(&replicas, &mut decision);
    }
    decision
}

struct One<'a> {
    set: &'a Object,
    names: &'a Names<'a>,
    view: &'a View<'a>,
    ordered: bool,
    seconds: i64,
    start: i64,
}

impl One<'_> {
    fn partition(&self) -> i64 {
        self.set
            .int("/spec/updateStrategy/rollingUpdate/partition")
            .unwrap_or(0)
    }

    /// Creates what is missing; `true` if it must wait before it goes on.
    fn fill(&self, replicas: &[(i64, Option<&Object>)], decision: &mut Decision) -> bool {
        for (ordinal, replica) in replicas {
            match replica {
                None => {
                    let old = *ordinal < self.start + self.partition();
                    let revision = if old {
                        self.names.current
                    } else {
                        self.names.update
                    };
                    decision
                        .writes
                        .extend(pod::create(self.set, &OWNER, revision, *ordinal, self.view));
                }
                Some(pod) if pods::is_finished(pod) => {
                    if !pod.is_deleting() {
                        decision.push(delete(pod));
                    }
                }
                Some(pod) if self.is_unavailable(pod, decision) => {}
                Some(_) => continue,
            }
            if self.ordered {
                return true;
            }
        }
        false
    }

    /// Deletes what is too much, the highest first; `true` if it must wait before it goes on.
    fn shrink(
        &self,
        replicas: &[(i64, Option<&Object>)],
        condemned: &[(i64, &Object)],
        decision: &mut Decision,
    ) -> bool {
        let kept = replicas.iter().filter_map(|(_, pod)| *pod);
        let ascending = condemned.iter().rev().map(|(_, pod)| *pod);
        let first_unavailable = kept
            .chain(ascending)
            .find(|pod| self.is_unavailable(pod, &mut Decision::none()));
        for (_, pod) in condemned {
            if !pod.is_deleting() {
                let waits = self.ordered
                    && self.is_unavailable(pod, decision)
                    && first_unavailable.is_some_and(|first| first.uid() != pod.uid());
                if waits {
                    return true;
                }
                decision.push(delete(pod));
            }
            if self.ordered {
                return true;
            }
        }
        false
    }

    /// Deletes Pods of an old template, the highest first, as many as may be unavailable.
    fn update(&self, replicas: &[(i64, Option<&Object>)], decision: &mut Decision) {
        let total = i64::try_from(replicas.len()).unwrap_or(i64::MAX);
        let most = match self.set.at("/spec/updateStrategy/rollingUpdate/maxUnavailable") {
            Value::Null => 1,
            value => pods::scaled(value, total, true).max(1),
        };
        let existing: Vec<_> = replicas
            .iter()
            .filter_map(|(ordinal, pod)| Some((*ordinal, (*pod)?)))
            .collect();
        let missing = replicas.len() - existing.len();
        let unavailable = existing
            .iter()
            .filter(|(_, pod)| self.is_unavailable(pod, decision))
            .count()
            + missing;
        let mut budget = most - i64::try_from(unavailable).unwrap_or(i64::MAX);
        let from = self.start + self.partition();
        for (_, pod) in existing.iter().rev().filter(|(ordinal, _)| *ordinal >= from) {
            if pod.is_deleting() || pod.label(LABEL) == Some(self.names.update.name()) {
                continue;
            }
            let unavailable = self.is_unavailable(pod, &mut Decision::none());
            if !self.ordered && unavailable {
                decision.push(delete(pod));
            } else if budget > 0 && (self.ordered || !unavailable) {
                decision.push(delete(pod));
                budget -= 1;
            }
        }
    }

    /// Whether a Pod is being deleted or not available; looks again when it becomes available.
    fn is_unavailable(&self, pod: &Object, decision: &mut Decision) -> bool {
        if pod.is_deleting() || pods::phase(pod) != "Running" {
            return true;
        }
        match pods::is_available(pod, self.seconds, self.view.now) {
            Ok(()) => false,
            Err(time) => {
                if let Some(time) = time {
                    decision.again_at(time);
                }
                true
            }
        }
    }
}

fn delete(pod: &Object) -> Write {
    Write::delete(Key::new(Kind::POD, pod.namespace(), pod.name()), pod)
}
