//! Jobs: Pods until enough have succeeded, or too many have failed.

mod backoff;
mod finish;
mod indexes;
mod pod;
mod policy;
mod tracking;

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::decision::{Controller, Decision, View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object, stamp};
use crate::pods::{self, OwnerKind};
use crate::world::{Change, World};

use indexes::Indexes;
use tracking::Tracked;

pub(crate) use finish::finished;

const OWNER: OwnerKind = OwnerKind {
    kind: Kind::JOB,
    api_version: "batch/v1",
};
const BURST: i64 = 500;

pub(crate) struct Jobs;

impl Controller for Jobs {
    fn manager(&self) -> &'static str {
        "kube-controller-manager"
    }

    fn affected(&self, change: &Change, world: &World) -> Vec<Key> {
        OWNER.affected(&Kind::POD, change, world)
    }

    fn decide(&self, key: &Key, view: &View<'_>) -> Decision {
        let Some(job) = view.world.get(key) else {
            return tracking::release_orphans(key, view.world);
        };
        let external = job.text("/spec/managedBy");
        if !external.is_empty() && external != "kubernetes.io/job-controller" {
            return Decision::none();
        }
        let mut decision = Decision::none();
        let pods = OWNER.claim(&Kind::POD, job, view.world, &mut decision);
        if !decision.writes.is_empty() {
            return decision;
        }
        if let Some(ended) = finished(job) {
            decision.writes = tracking::release(&pods, |_| true);
            if decision.writes.is_empty() {
                finish::expire(key, job, ended, view, &mut decision);
            }
            return decision;
        }
        let one = One {
            key,
            job,
            tracked: Tracked::new(job, &pods),
            pods,
            view,
        };
        one.decide()
    }
}

struct One<'a> {
    key: &'a Key,
    job: &'a Object,
    pods: Vec<&'a Object>,
    tracked: Tracked,
    view: &'a View<'a>,
}

impl One<'_> {
    fn decide(&self) -> Decision {
        let mut decision = Decision::none();
        let mut active: Vec<_> = self
            .pods
            .iter()
            .copied()
            .filter(|pod| pods::is_active(pod))
            .collect();
        let succeeded = self.succeeded();
        let end = finish::reason(
            self.job,
            &self.pods,
            self.tracked.failed,
            self.view,
            &mut decision,
        );
        let wanted = match &end {
            Some(_) => 0,
            None => self.wanted(succeeded, active.len()),
        };
        let suspended = self.job.is("/spec/suspend");
        if !self.job.is_deleting() {
            self.scale(&mut active, wanted, &mut decision);
        }
        let complete = end.is_none() && !suspended && active.is_empty() && self.is_complete(succeeded);
        let end = end.or_else(|| complete.then(finish::success));
        let status = self.status(&active, end.as_ref());
        if status != *self.job.at("/status") {
            // It is what the API server and other clients go by; what the Job does follows.
            decision
                .writes
                .insert(0, Write::status(self.key.clone(), self.job, status));
            return decision;
        }
        let finish = end.is_some() || self.job.is_deleting();
        let mut released = tracking::release(&self.pods, |pod| {
            self.tracked.is_counted(pod) || (finish && !pods::is_finished(pod) && pod.is_deleting())
        });
        decision.writes.append(&mut released);
        decision
    }

    fn succeeded(&self) -> i64 {
        match Indexes::of(self.job, &self.pods) {
            Some(indexes) => indexes.total(),
            None => self.tracked.succeeded,
        }
    }

    fn is_complete(&self, succeeded: i64) -> bool {
        match self.job.int("/spec/completions") {
            Some(completions) => succeeded >= completions,
            None => succeeded > 0,
        }
    }

    /// How many Pods run at the same time.
    fn wanted(&self, succeeded: i64, active: usize) -> i64 {
        let parallelism = self.job.int("/spec/parallelism").unwrap_or(1);
        if self.job.is("/spec/suspend") {
            return 0;
        }
        match self.job.int("/spec/completions") {
            Some(completions) => (completions - succeeded).clamp(0, parallelism),
            None if succeeded > 0 => i64::try_from(active).unwrap_or(i64::MAX),
            None => parallelism,
        }
    }

    fn scale(&self, active: &mut Vec<&Object>, wanted: i64, decision: &mut Decision) {
        let count = i64::try_from(active.len()).unwrap_or(i64::MAX);
        if count > wanted {
            pods::sort_for_deletion(active);
            let excess = usize::try_from(count - wanted).unwrap_or(0);
            for pod in active.drain(..excess.min(active.len())) {
                decision.push(Write::delete(
                    Key::new(Kind::POD, pod.namespace(), pod.name()),
                    pod,
                ));
            }
            return;
        }
        let replaced = match self.job.text("/spec/podReplacementPolicy") {
            "Failed" => self.tracked.terminating,
            _ => 0,
        };
        let missing = wanted - count - replaced;
        if missing <= 0 {
            return;
        }
        let delay = backoff::until(&self.pods, self.view.now);
        if let Some(time) = delay {
            decision.again_at(time);
            return;
        }
        let indexes = Indexes::of(self.job, &self.pods);
        let indexes = indexes.map(|indexes| indexes.next(self.job, &self.pods, missing));
        for number in 0..missing.min(BURST) {
            let index = match &indexes {
                Some(indexes) => match indexes.get(usize::try_from(number).unwrap_or(0)) {
                    Some(index) => Some(*index),
                    None => return,
                },
                None => None,
            };
            decision.push(pod::create(self.job, &OWNER, index));
        }
    }

    fn status(&self, active: &[&Object], end: Option<&Value>) -> Value {
        let job = self.job;
        let mut status = self.tracked.status(job);
        let ready = active.iter().filter(|pod| pods::is_ready(pod)).count();
        let terminating = self.tracked.terminating;
        let fields = [("ready", json!(ready)), ("terminating", json!(terminating))];
        status.extend(fields.map(|(name, value)| (name.to_owned(), value)));
        if !active.is_empty() {
            status.insert(String::from("active"), json!(active.len()));
        }
        let suspended = job.is("/spec/suspend");
        if !suspended {
            let started = job.at("/status/startTime").as_str();
            let started = started.map_or_else(|| stamp(self.view.now), str::to_owned);
            status.insert(String::from("startTime"), json!(started));
        }
        if let Some(indexes) = Indexes::of(job, &self.pods) {
            let text = indexes.to_string();
            if !text.is_empty() {
                status.insert(String::from("completedIndexes"), json!(text));
            }
            if indexes.total() > 0 {
                status.insert(String::from("succeeded"), json!(indexes.total()));
            }
        }
        let mut conditions = job.list("/status/conditions").to_vec();
        finish::suspend(&mut conditions, suspended, end.is_some(), self.view.now);
        if let Some(end) = end {
            finish::announce(&mut conditions, end, self.view.now);
            let uncounted = &status["uncountedTerminatedPods"];
            let counted = uncounted.as_object().is_none_or(serde_json::Map::is_empty);
            if counted && terminating == 0 && active.is_empty() && self.tracked.all_released {
                let complete = finish::conclude(&mut conditions, end, self.view.now);
                if complete {
                    status.insert(String::from("completionTime"), json!(stamp(self.view.now)));
                }
            }
        }
        if !conditions.is_empty() {
            status.insert(String::from("conditions"), Value::Array(conditions));
        }
        Value::Object(status)
    }
}

/// Seconds as a duration.
fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}
