//! How many Pods of a `PodDisruptionBudget` may be evicted.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, counts, set_condition, stamp};
use crate::pods;
use crate::selector;
use crate::world::{Change, World};

/// How long an evicted Pod may take until it is deleted.
const TIMEOUT: SignedDuration = SignedDuration::from_mins(2);

pub(crate) struct DisruptionBudgets;

impl Controller for DisruptionBudgets {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        if change.key.kind == Kind::POD_DISRUPTION_BUDGET {
            return vec![change.key.clone()];
        }
        let budgets = world.keys(&Kind::POD_DISRUPTION_BUDGET, &change.key.namespace);
        let concerned = budgets.filter(|(_, budget)| match &change.key.kind {
            kind if *kind == Kind::POD => change.object().is_some_and(|pod| selects(budget, pod)),
            kind => [Kind::REPLICA_SET, Kind::DEPLOYMENT, Kind::STATEFUL_SET].contains(kind),
        });
        concerned.map(|(key, _)| key.clone()).collect()
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(budget) = view.world.get(key).filter(|budget| !budget.is_deleting()) else {
            return Decision::none();
        };
        let mut decision = Decision::none();
        let pods = view.world.list(&Kind::POD, budget.namespace());
        let pods: Vec<_> = pods
            .filter(|pod| selects(budget, pod) && !pods::is_finished(pod))
            .collect();
        let disrupted = disrupted(budget, &pods, view, &mut decision);
        let healthy = pods
            .iter()
            .filter(|pod| !pod.is_deleting() && !disrupted.contains_key(pod.name()) && pods::is_ready(pod));
        let healthy = i64::try_from(healthy.count()).unwrap_or(i64::MAX);
        let (expected, desired) = expected(budget, &pods, view.world);
        let allowed = if expected > 0 {
            (healthy - desired).max(0)
        } else {
            0
        };
        let mut status = counts(&[("observedGeneration", budget.generation())]);
        let always = [
            ("currentHealthy", healthy),
            ("desiredHealthy", desired),
            ("disruptionsAllowed", allowed),
            ("expectedPods", expected),
        ];
        status.extend(always.map(|(name, count)| (name.to_owned(), json!(count))));
        if !disrupted.is_empty() {
            status.insert(String::from("disruptedPods"), Value::Object(disrupted));
        }
        status.insert(String::from("conditions"), conditions(budget, allowed, view.now));
        let status = Value::Object(status);
        if status != *budget.at("/status") {
            decision.push(Write::status(key.clone(), budget, status));
        }
        decision
    }
}

fn selects(budget: &Object, pod: &Object) -> bool {
    selector::matches(budget.at("/spec/selector"), pod.at("/metadata/labels"))
}

/// Pods whose eviction was granted and that are not deleted yet.
fn disrupted(
    budget: &Object,
    pods: &[&Object],
    view: &View<'_>,
    decision: &mut Decision,
) -> Map<String, Value> {
    let mut kept = Map::new();
    let granted = budget
        .at("/status/disruptedPods")
        .as_object()
        .into_iter()
        .flatten();
    for (name, time) in granted {
        let waits = pods.iter().any(|pod| pod.name() == name && !pod.is_deleting());
        let end = time
            .as_str()
            .and_then(|text| text.parse::<Timestamp>().ok())
            .map(|time| time + TIMEOUT);
        if let Some(end) = end.filter(|end| waits && *end >= view.now) {
            decision.again_at(end + SignedDuration::from_secs(1));
            kept.insert(name.clone(), time.clone());
        }
    }
    kept
}

/// How many Pods there should be, and how many of them healthy.
fn expected(budget: &Object, pods: &[&Object], world: &World) -> (i64, i64) {
    let scale = || {
        let owners: BTreeMap<_, _> = pods
            .iter()
            .filter_map(|pod| Some(world.by_uid(pod.controller()?.uid())?.1))
            .map(|owner| top(owner, world))
            .map(|owner| (owner.uid().to_owned(), owner.int("/spec/replicas").unwrap_or(0)))
            .collect();
        owners.into_values().sum::<i64>()
    };
    let most = budget.at("/spec/maxUnavailable");
    if !most.is_null() {
        let scale = scale();
        return (scale, (scale - pods::scaled(most, scale, true)).max(0));
    }
    match budget.at("/spec/minAvailable") {
        least @ Value::String(_) => {
            let scale = scale();
            (scale, pods::scaled(least, scale, true))
        }
        least => (
            i64::try_from(pods.len()).unwrap_or(i64::MAX),
            least.as_i64().unwrap_or(0),
        ),
    }
}

/// The Deployment of a `ReplicaSet`, or the owner itself.
fn top<'a>(owner: &'a Object, world: &'a World) -> &'a Object {
    let above = owner.controller().and_then(|above| world.by_uid(above.uid()));
    above.map_or(owner, |(_, above)| above)
}

fn conditions(budget: &Object, allowed: i64, now: Timestamp) -> Value {
    let (status, reason) = match allowed {
        0 => ("False", "InsufficientPods"),
        _ => ("True", "SufficientPods"),
    };
    let mut conditions = budget.list("/status/conditions").to_vec();
    set_condition(
        &mut conditions,
        json!({
            "type": "DisruptionAllowed", "status": status, "reason": reason, "message": "",
            "lastTransitionTime": stamp(now), "observedGeneration": budget.generation(),
        }),
    );
    for condition in &mut conditions {
        if condition["type"] == "DisruptionAllowed" {
            condition["observedGeneration"] = json!(budget.generation());
        }
    }
    Value::Array(conditions)
}
