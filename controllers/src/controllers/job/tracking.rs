//! Which Pods of a Job have been counted.
//!
//! A finalizer keeps a Pod until its end is in the status: first its uid is listed there, then it loses the finalizer, then it is
//! a number.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::decision::{Decision, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, counts};
use crate::pods;
use crate::world::World;

use super::policy;

pub(super) const FINALIZER: &str = "batch.kubernetes.io/job-tracking";

/// What a Job has counted, and what it counts now.
pub(super) struct Tracked {
    /// All that have succeeded.
    pub(super) succeeded: i64,
    /// All that have failed.
    pub(super) failed: i64,
    pub(super) terminating: i64,
    /// Whether no Pod has the finalizer.
    pub(super) all_released: bool,
    listed: BTreeSet<String>,
    uncounted: [Vec<String>; 2],
    counted: [i64; 2],
}

impl Tracked {
    pub(super) fn new(job: &Object, pods: &[&Object]) -> Self {
        let has_finalizer: BTreeSet<_> = pods
            .iter()
            .filter(|pod| pod.has_finalizer(FINALIZER))
            .map(|pod| pod.uid())
            .collect();
        let listed = |name: &str| {
            let uids = job.list(&format!("/status/uncountedTerminatedPods/{name}"));
            uids.iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let lists = [listed("succeeded"), listed("failed")];
        let number = |name: &str| job.int(&format!("/status/{name}")).unwrap_or(0);
        let mut counted = [number("succeeded"), number("failed")];
        let mut uncounted = [Vec::new(), Vec::new()];
        for (index, uids) in lists.iter().enumerate() {
            for uid in uids {
                if has_finalizer.contains(uid.as_str()) {
                    uncounted[index].push(uid.clone());
                } else {
                    counted[index] += 1;
                }
            }
        }
        let listed: BTreeSet<String> = lists.into_iter().flatten().collect();
        for pod in pods
            .iter()
            .filter(|pod| pod.has_finalizer(FINALIZER) && !listed.contains(pod.uid()))
        {
            if pods::phase(pod) == "Succeeded" {
                uncounted[0].push(pod.uid().to_owned());
            } else if has_failed(job, pod) && policy::is_counted(job, pod) {
                uncounted[1].push(pod.uid().to_owned());
            }
        }
        let sum = |index: usize| counted[index] + i64::try_from(uncounted[index].len()).unwrap_or(0);
        let terminating = pods
            .iter()
            .filter(|pod| pod.is_deleting() && !pods::is_finished(pod))
            .count();
        Self {
            succeeded: sum(0),
            failed: sum(1),
            terminating: i64::try_from(terminating).unwrap_or(i64::MAX),
            all_released: has_finalizer.is_empty(),
            listed,
            uncounted,
            counted,
        }
    }

    /// Whether the status lists a Pod, so that it may go.
    pub(super) fn is_counted(&self, pod: &Object) -> bool {
        self.listed.contains(pod.uid()) || pods::is_finished(pod)
    }

    pub(super) fn status(&self, job: &Object) -> Map<String, Value> {
        let is_indexed = job.text("/spec/completionMode") == "Indexed";
        let succeeded = if is_indexed { 0 } else { self.counted[0] };
        let mut status = counts(&[("succeeded", succeeded), ("failed", self.counted[1])]);
        let mut uncounted = Map::new();
        for (name, uids) in ["succeeded", "failed"].into_iter().zip(&self.uncounted) {
            let by_index = is_indexed && name == "succeeded";
            if !uids.is_empty() && !by_index {
                uncounted.insert(name.to_owned(), json!(uids));
            }
        }
        status.insert(String::from("uncountedTerminatedPods"), Value::Object(uncounted));
        status
    }
}

/// Whether a Pod counts as failed: one that is deleted before it ends does too.
pub(super) fn has_failed(job: &Object, pod: &Object) -> bool {
    if pods::phase(pod) == "Failed" {
        return true;
    }
    let replaces_failed_only =
        job.text("/spec/podReplacementPolicy") == "Failed" || !job.at("/spec/podFailurePolicy").is_null();
    !replaces_failed_only && pod.is_deleting() && pods::phase(pod) != "Succeeded"
}

/// Takes the finalizer from Pods.
pub(super) fn release(pods: &[&Object], may_go: impl Fn(&Object) -> bool) -> Vec<Write> {
    let tracked = pods
        .iter()
        .filter(|pod| pod.has_finalizer(FINALIZER) && may_go(pod));
    tracked.map(|pod| without_finalizer(pod)).collect()
}

/// Takes the finalizer from Pods whose Job is gone.
pub(super) fn release_orphans(key: &Key, world: &World) -> Decision {
    let pods = world.list(&Kind::POD, &key.namespace);
    let orphans = pods.filter(|pod| {
        let owner = pod
            .controller()
            .filter(|owner| owner.kind() == Kind::JOB && owner.name() == key.name);
        owner.is_some_and(|owner| world.by_uid(owner.uid()).is_none()) && pod.has_finalizer(FINALIZER)
    });
    Decision {
        writes: orphans.map(without_finalizer).collect(),
        again: None,
    }
}

fn without_finalizer(pod: &Object) -> Write {
    let finalizers = pod.list("/metadata/finalizers").iter();
    let rest: Vec<_> = finalizers.filter(|name| *name != FINALIZER).collect();
    let version = pod.text("/metadata/resourceVersion");
    Write::Patch {
        key: Key::new(Kind::POD, pod.namespace(), pod.name()),
        patch: json!({ "metadata": { "uid": pod.uid(), "resourceVersion": version, "finalizers": rest } }),
    }
}
