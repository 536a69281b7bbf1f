//! How a Job ends.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::decision::{Decision, View, Write};
use crate::object::{Key, Object, condition, stamp};
use crate::pods;

use super::{policy, seconds};

const COMPLETE: &str = "Complete";
const FAILED: &str = "Failed";
const SUCCEEDS: &str = "SuccessCriteriaMet";
const FAILS: &str = "FailureTarget";

/// When a Job has ended, if it has.
pub(crate) fn finished(job: &Object) -> Option<Timestamp> {
    let conditions = job.list("/status/conditions").iter();
    let mut ends = conditions.filter(|condition| {
        (condition["type"] == COMPLETE || condition["type"] == FAILED) && condition["status"] == "True"
    });
    ends.next()?["lastTransitionTime"].as_str()?.parse().ok()
}

/// Deletes a Job when its time to live is over.
pub(super) fn expire(key: &Key, job: &Object, ended: Timestamp, view: &View<'_>, decision: &mut Decision) {
    let Some(ttl) = job
        .int("/spec/ttlSecondsAfterFinished")
        .filter(|_| !job.is_deleting())
    else {
        return;
    };
    let end = ended + seconds(ttl);
    if end > view.now {
        decision.again_at(end);
    } else {
        decision.push(Write::Delete {
            key: key.clone(),
            uid: job.uid().to_owned(),
            policy: "Foreground",
            grace: None,
        });
    }
}

/// The condition by which a Job begins to end before it is complete.
pub(super) fn reason(
    job: &Object,
    pods: &[&Object],
    failed: i64,
    view: &View<'_>,
    decision: &mut Decision,
) -> Option<Value> {
    let known = job.list("/status/conditions").iter();
    let mut known = known.filter(|condition| {
        (condition["type"] == FAILS || condition["type"] == SUCCEEDS) && condition["status"] == "True"
    });
    if let Some(known) = known.next() {
        return Some(known.clone());
    }
    if let Some(message) = policy::failure(job, pods) {
        return Some(json!({ "type": FAILS, "reason": "PodFailurePolicy", "message": message }));
    }
    let limit = job.int("/spec/backoffLimit").unwrap_or(6);
    if failed > limit || restarts_exceed(job, pods, limit) {
        return Some(json!({
            "type": FAILS, "reason": "BackoffLimitExceeded", "message": "Job has reached the specified backoff limit",
        }));
    }
    let deadline = job
        .int("/spec/activeDeadlineSeconds")
        .filter(|_| !job.is("/spec/suspend"))?;
    let start = job.time("/status/startTime").unwrap_or(view.now);
    let end = start + seconds(deadline);
    if end <= view.now {
        return Some(json!({
            "type": FAILS, "reason": "DeadlineExceeded", "message": "Job was active longer than specified deadline",
        }));
    }
    decision.again_at(end);
    None
}

pub(super) fn success() -> Value {
    json!({
        "type": SUCCEEDS, "reason": "CompletionsReached", "message": "Reached expected number of succeeded pods",
    })
}

/// Containers that restart in place are failures too.
fn restarts_exceed(job: &Object, pods: &[&Object], limit: i64) -> bool {
    if job.text("/spec/template/spec/restartPolicy") != "OnFailure" {
        return false;
    }
    let running = pods
        .iter()
        .filter(|pod| matches!(pods::phase(pod), "Running" | "Pending"));
    let restarts: i64 = running.map(|pod| pods::max_restarts(pod)).sum();
    if limit == 0 {
        restarts > 0
    } else {
        restarts >= limit
    }
}

/// Adds the condition that says why a Job is about to end.
pub(super) fn announce(conditions: &mut Vec<Value>, end: &Value, now: Timestamp) {
    add(conditions, end["type"].as_str().unwrap_or_default(), end, now);
}

/// Adds the condition that a Job has ended; `true` if it is complete.
pub(super) fn conclude(conditions: &mut Vec<Value>, end: &Value, now: Timestamp) -> bool {
    let complete = end["type"] == SUCCEEDS;
    add(conditions, if complete { COMPLETE } else { FAILED }, end, now);
    complete
}

fn add(conditions: &mut Vec<Value>, kind: &str, end: &Value, now: Timestamp) {
    if condition(conditions, kind).is_none() {
        conditions.push(json!({
            "type": kind, "status": "True", "reason": end["reason"], "message": end["message"],
            "lastProbeTime": stamp(now), "lastTransitionTime": stamp(now),
        }));
    }
}

/// Reports that a Job is suspended, or no longer.
pub(super) fn suspend(conditions: &mut Vec<Value>, suspended: bool, ends: bool, now: Timestamp) {
    let (status, reason, message) = match suspended {
        true => ("True", "JobSuspended", "Job suspended"),
        false => ("False", "JobResumed", "Job resumed"),
    };
    let known = conditions
        .iter_mut()
        .find(|condition| condition["type"] == "Suspended");
    let new = json!({
        "type": "Suspended", "status": status, "reason": reason, "message": message,
        "lastProbeTime": stamp(now), "lastTransitionTime": stamp(now),
    });
    match known {
        Some(known) if known["status"] != status && !ends => *known = new,
        None if suspended && !ends => conditions.push(new),
        Some(_) | None => {}
    }
}
