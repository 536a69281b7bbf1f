//! `CronJobs`: a Job at each time of a schedule.

mod schedule;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, controller_reference, stamp};
use crate::world::{Change, World};

use super::job;
use schedule::Schedule;

const SCHEDULED: &str = "batch.kubernetes.io/cronjob-scheduled-timestamp";

pub(crate) struct CronJobs;

impl Controller for CronJobs {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, _: &World) -> Vec<Key> {
        if change.key.kind == Kind::CRON_JOB {
            return vec![change.key.clone()];
        }
        if change.key.kind != Kind::JOB {
            return Vec::new();
        }
        let owner = change.object().and_then(Object::controller);
        let owner = owner.filter(|owner| owner.kind() == Kind::CRON_JOB);
        let key = owner.map(|owner| Key::new(Kind::CRON_JOB, &change.key.namespace, owner.name()));
        key.into_iter().collect()
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(cron) = view.world.get(key).filter(|cron| !cron.is_deleting()) else {
            return Decision::none();
        };
        let mut jobs: Vec<_> = view.world.controlled(&Kind::JOB, cron).collect();
        jobs.sort_by_key(|job| (job.created(), job.name().to_owned()));
        let mut decision = Decision::none();
        let last = due(cron, &jobs, view, &mut decision);
        clean_up(cron, &jobs, &mut decision);
        let status = status(cron, &jobs, last);
        if status != *cron.at("/status") {
            decision
                .writes
                .insert(0, Write::status(key.clone(), cron, status));
        }
        decision
    }
}

/// Creates the Job that is due, and looks again at the next time. Returns the last time of the schedule that was used.
fn due(cron: &Object, jobs: &[&Object], view: &View<'_>, decision: &mut Decision) -> Option<Timestamp> {
    let last = cron.time("/status/lastScheduleTime");
    if cron.is("/spec/suspend") {
        return last;
    }
    let Some(schedule) = Schedule::new(cron.text("/spec/schedule"), cron.text("/spec/timeZone")) else {
        return last;
    };
    if let Some(next) = schedule.after(view.now) {
        decision.again_at(next);
    }
    let mut earliest = last.unwrap_or_else(|| cron.created());
    let deadline = cron
        .int("/spec/startingDeadlineSeconds")
        .map(SignedDuration::from_secs);
    if let Some(deadline) = deadline {
        earliest = earliest.max(view.now - deadline);
    }
    let Some(time) = schedule.latest(earliest, view.now) else {
        return last;
    };
    let name = format!("{}-{}", cron.name(), time.as_second() / 60);
    if jobs.iter().any(|job| job.name() == name) {
        return Some(time);
    }
    let active: Vec<_> = jobs.iter().filter(|job| job::finished(job).is_none()).collect();
    match cron.text("/spec/concurrencyPolicy") {
        "Forbid" if !active.is_empty() => return last,
        "Replace" => {
            for job in active.iter().filter(|job| !job.is_deleting()) {
                decision.push(delete(job));
            }
        }
        _ => {}
    }
    decision.push(create(cron, &name, time));
    Some(time)
}

fn create(cron: &Object, name: &str, time: Timestamp) -> Write {
    let template = cron.at("/spec/jobTemplate");
    let mut metadata = json!({
        "name": name, "namespace": cron.namespace(),
        "ownerReferences": [controller_reference("batch/v1", "CronJob", cron)],
    });
    for field in ["labels", "annotations"] {
        if let Some(value) = template["metadata"].get(field) {
            metadata[field] = value.clone();
        }
    }
    metadata["annotations"][SCHEDULED] = json!(stamp(time));
    Write::Create {
        namespace: cron.namespace().to_owned(),
        object: json!({ "apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"] }),
    }
}

fn delete(job: &Object) -> Write {
    Write::Delete {
        key: Key::new(Kind::JOB, job.namespace(), job.name()),
        uid: job.uid().to_owned(),
        policy: "Background",
        grace: None,
    }
}

/// Deletes the oldest Jobs beyond the limits of the history.
fn clean_up(cron: &Object, jobs: &[&Object], decision: &mut Decision) {
    for (condition, field, default) in [
        ("Complete", "/spec/successfulJobsHistoryLimit", 3),
        ("Failed", "/spec/failedJobsHistoryLimit", 1),
    ] {
        let limit = usize::try_from(cron.int(field).unwrap_or(default)).unwrap_or(0);
        let ended: Vec<_> = jobs
            .iter()
            .filter(|job| job.condition(condition) == "True")
            .collect();
        let excess = ended.len().saturating_sub(limit);
        let oldest = ended.into_iter().take(excess).filter(|job| !job.is_deleting());
        decision.writes.extend(oldest.map(|job| delete(job)));
    }
}

fn status(cron: &Object, jobs: &[&Object], last: Option<Timestamp>) -> Value {
    let mut status = json!({});
    let active = jobs.iter().filter(|job| job::finished(job).is_none());
    let active: Vec<_> = active
        .map(|job| {
            json!({
                "apiVersion": "batch/v1", "kind": "Job", "name": job.name(), "namespace": job.namespace(), "uid": job.uid(),
                "resourceVersion": reference_version(cron, job),
            })
        })
        .collect();
    if !active.is_empty() {
        status["active"] = Value::Array(active);
    }
    if let Some(last) = last {
        status["lastScheduleTime"] = json!(stamp(last));
    }
    let successes = jobs.iter().filter_map(|job| job.time("/status/completionTime"));
    if let Some(last) = successes.chain(cron.time("/status/lastSuccessfulTime")).max() {
        status["lastSuccessfulTime"] = json!(stamp(last));
    }
    status
}

/// The version of a Job when it was created, which a reference to it keeps.
fn reference_version(cron: &Object, job: &Object) -> Value {
    let known = cron
        .list("/status/active")
        .iter()
        .find(|active| active["uid"] == job.uid());
    known.map_or_else(
        || json!(job.text("/metadata/resourceVersion")),
        |known| known["resourceVersion"].clone(),
    )
}
