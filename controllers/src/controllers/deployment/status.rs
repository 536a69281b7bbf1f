//! The status of a Deployment.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::decision::{Decision, View};
use crate::object::{self, Object, counts, set_condition, stamp};

use super::replica_sets::Sets;
use super::size;

/// Whether progress is expected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Rollout {
    /// It goes on, or has just ended.
    Going,
    /// The Deployment is paused, scaled or deleted.
    Resting,
}

/// After how many seconds without progress a rollout has failed.
pub(super) fn deadline(deployment: &Object) -> Option<i64> {
    let seconds = deployment.int("/spec/progressDeadlineSeconds");
    seconds.filter(|seconds| *seconds != i64::from(i32::MAX))
}

pub(super) fn progressing(deployment: &Object) -> Option<&Value> {
    object::condition(deployment.list("/status/conditions"), "Progressing")
}

pub(super) fn condition(kind: &str, status: &str, reason: &str, message: &str, now: Timestamp) -> Value {
    json!({
        "type": kind, "status": status, "reason": reason, "message": message,
        "lastUpdateTime": stamp(now), "lastTransitionTime": stamp(now),
    })
}

pub(super) fn is_complete(deployment: &Object, status: &Value) -> bool {
    let wanted = size::wanted(deployment);
    let count = |name: &str| status[name].as_i64().unwrap_or(0);
    count("updatedReplicas") == wanted
        && count("replicas") == wanted
        && count("availableReplicas") == wanted
        && count("observedGeneration") >= deployment.generation()
}

fn has_progressed(old: &Value, new: &Value) -> bool {
    let count = |status: &Value, name: &str| status[name].as_i64().unwrap_or(0);
    let old_replicas = |status: &Value| count(status, "replicas") - count(status, "updatedReplicas");
    count(new, "updatedReplicas") > count(old, "updatedReplicas")
        || old_replicas(new) < old_replicas(old)
        || count(new, "readyReplicas") > count(old, "readyReplicas")
        || count(new, "availableReplicas") > count(old, "availableReplicas")
}

pub(super) fn of(
    deployment: &Object,
    sets: &Sets<'_>,
    rollout: &Rollout,
    view: &View<'_>,
    decision: &mut Decision,
) -> Value {
    let sum = |name: &str| {
        sets.all()
            .map(|set| set.at("/status")[name].as_i64().unwrap_or(0))
            .sum::<i64>()
    };
    let available = sum("availableReplicas");
    let total: i64 = sets.all().map(size::replicas).sum();
    let updated = sets.new.and_then(|set| set.int("/status/replicas")).unwrap_or(0);
    let mut status = counts(&[
        ("observedGeneration", deployment.generation()),
        ("replicas", sum("replicas")),
        ("updatedReplicas", updated),
        ("readyReplicas", sum("readyReplicas")),
        ("availableReplicas", available),
        ("unavailableReplicas", (total - available).max(0)),
    ]);
    status.insert(
        String::from("terminatingReplicas"),
        json!(sum("terminatingReplicas")),
    );
    if let Some(collisions) = deployment.int("/status/collisionCount") {
        status.insert(String::from("collisionCount"), json!(collisions));
    }
    let mut conditions = deployment.list("/status/conditions").to_vec();
    let least = size::wanted(deployment) - size::bounds(deployment).1;
    let (status_text, reason, message) = if available >= least {
        (
            "True",
            "MinimumReplicasAvailable",
            "Deployment has minimum availability.",
        )
    } else {
        (
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
        )
    };
    set_condition(
        &mut conditions,
        condition("Available", status_text, reason, message, view.now),
    );
    let mut status = Value::Object(status);
    if *rollout == Rollout::Going {
        estimate(deployment, sets, &status, &mut conditions, view, decision);
        let failed = sets
            .new
            .into_iter()
            .chain(sets.all())
            .find_map(|set| object::condition(set.list("/status/conditions"), "ReplicaFailure"));
        match failed {
            Some(failure) => {
                let mut failure = failure.clone();
                failure["lastUpdateTime"] = failure["lastTransitionTime"].clone();
                set_condition(&mut conditions, failure);
            }
            None => conditions.retain(|condition| condition["type"] != "ReplicaFailure"),
        }
    }
    status["conditions"] = Value::Array(conditions);
    status
}

fn estimate(
    deployment: &Object,
    sets: &Sets<'_>,
    status: &Value,
    conditions: &mut Vec<Value>,
    view: &View<'_>,
    decision: &mut Decision,
) {
    let Some(seconds) = deadline(deployment) else {
        conditions.retain(|condition| condition["type"] != "Progressing");
        return;
    };
    let current = progressing(deployment);
    let reason = current
        .and_then(|condition| condition["reason"].as_str())
        .unwrap_or_default();
    let count = |name: &str| status[name].as_i64().unwrap_or(0);
    if count("replicas") == count("updatedReplicas") && reason == "NewReplicaSetAvailable" {
        return;
    }
    let (kind, name) = match sets.new {
        Some(set) => ("ReplicaSet", set.name()),
        None => ("Deployment", deployment.name()),
    };
    let said = |what: &str| format!("{kind} \"{name}\" {what}");
    let new = |status: &str, reason: &str, what: &str| {
        condition("Progressing", status, reason, &said(what), view.now)
    };
    if is_complete(deployment, status) {
        set_condition(
            conditions,
            new("True", "NewReplicaSetAvailable", "has successfully progressed."),
        );
    } else if has_progressed(deployment.at("/status"), status) {
        let mut progress = new("True", "ReplicaSetUpdated", "is progressing.");
        if let Some(current) = current.filter(|current| current["status"] == "True") {
            progress["lastTransitionTime"] = current["lastTransitionTime"].clone();
        }
        conditions.retain(|condition| condition["type"] != "Progressing");
        conditions.push(progress);
        decision.again_at(view.now + SignedDuration::from_secs(seconds + 1));
    } else if let Some(current) = current.filter(|_| reason != "NewReplicaSetAvailable") {
        let updated = current["lastUpdateTime"]
            .as_str()
            .and_then(|text| text.parse::<Timestamp>().ok());
        let limit = updated.unwrap_or(view.now) + SignedDuration::from_secs(seconds);
        if reason == "ProgressDeadlineExceeded" || limit < view.now {
            set_condition(
                conditions,
                new("False", "ProgressDeadlineExceeded", "has timed out progressing."),
            );
        } else {
            decision.again_at(limit + SignedDuration::from_secs(1));
        }
    }
}
