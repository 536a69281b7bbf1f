//! The status of a Pod and its containers.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::object::{Object, condition, stamp};

use super::logs::termination_message;
use super::node::ADDRESS;

const LONGEST_BACKOFF: SignedDuration = SignedDuration::from_mins(5);

/// The statuses of the containers of a Pod.
pub(super) struct Containers {
    statuses: Vec<Value>,
    init: Vec<Value>,
}

impl Containers {
    /// As they are, or as they are before anything has started.
    pub(super) fn of(pod: &Object) -> Self {
        let statuses = match pod.list("/status/containerStatuses") {
            [] => pod.list("/spec/containers").iter().map(status).collect(),
            known => known.to_vec(),
        };
        let init = match pod.list("/status/initContainerStatuses") {
            [] => pod.list("/spec/initContainers").iter().map(status).collect(),
            known => known.to_vec(),
        };
        Self { statuses, init }
    }

    /// They are created, or their images cannot be pulled.
    pub(super) fn wait(&mut self, pull: bool) {
        for status in &mut self.statuses {
            let image = status["image"].as_str().unwrap_or_default();
            let waiting = if pull {
                json!({ "reason": "ContainerCreating" })
            } else {
                let message = format!("Back-off pulling image \"{image}\"");
                json!({ "reason": "ImagePullBackOff", "message": message })
            };
            status["state"] = json!({ "waiting": waiting });
        }
    }

    /// They cannot be created.
    pub(super) fn refuse(&mut self, message: &str) {
        for status in &mut self.statuses {
            let waiting = json!({ "reason": "CreateContainerConfigError", "message": message });
            status["state"] = json!({ "waiting": waiting });
        }
    }

    pub(super) fn run(&mut self, ready: bool, now: Timestamp) {
        for status in &mut self.statuses {
            status["ready"] = json!(ready);
            status["started"] = json!(true);
            status["state"] = json!({ "running": { "startedAt": stamp(now) } });
        }
        for status in &mut self.init {
            status["ready"] = json!(true);
            let times = json!({ "exitCode": 0, "reason": "Completed", "startedAt": stamp(now), "finishedAt": stamp(now) });
            status["state"] = json!({ "terminated": times });
        }
    }

    pub(super) fn set_ready(&mut self) {
        self.statuses
            .iter_mut()
            .for_each(|status| status["ready"] = json!(true));
    }

    pub(super) fn end(&mut self, pod: &Object, code: i64, now: Timestamp) {
        for status in &mut self.statuses {
            let started = status["state"]["running"]["startedAt"].clone();
            let reason = if code == 0 { "Completed" } else { "Error" };
            let mut times = json!({
                "exitCode": code, "reason": reason, "startedAt": started, "finishedAt": stamp(now),
            });
            if code != 0
                && let Some(message) = termination_message(pod, status["name"].as_str().unwrap_or_default())
            {
                times["message"] = json!(message);
            }
            status["ready"] = json!(false);
            status["started"] = json!(false);
            status["state"] = json!({ "terminated": times });
        }
    }

    pub(super) fn are_ready(&self) -> bool {
        self.statuses.iter().all(|status| status["ready"] == true)
    }

    /// Since when they run.
    pub(super) fn started(&self) -> Option<Timestamp> {
        time(&self.statuses.first()?["state"]["running"]["startedAt"])
    }

    pub(super) fn restarts(&self) -> i64 {
        let counts = self
            .statuses
            .iter()
            .filter_map(|status| status["restartCount"].as_i64());
        counts.max().unwrap_or(0)
    }

    /// When containers that have crashed start again.
    pub(super) fn restart_time(&self) -> Option<Timestamp> {
        let first = self.statuses.first()?;
        if first["state"]["waiting"]["reason"] != "CrashLoopBackOff" {
            return None;
        }
        let ended = time(&first["lastState"]["terminated"]["finishedAt"])?;
        let doubled = u32::try_from(self.restarts() - 1).unwrap_or(0).min(6);
        Some(ended + (SignedDuration::from_secs(10) * 2_i32.pow(doubled)).min(LONGEST_BACKOFF))
    }

    /// The status of a Pod that has come to a node and does not run yet.
    pub(super) fn starting(self, pod: &Object, now: Timestamp) -> Value {
        let mut status = pod.at("/status").clone();
        status["phase"] = json!("Pending");
        status["hostIP"] = json!(ADDRESS);
        status["hostIPs"] = json!([{ "ip": ADDRESS }]);
        if status["startTime"].is_null() {
            status["startTime"] = json!(stamp(now));
        }
        set(&mut status, "Initialized", true, now);
        Self::set_ready_conditions(&mut status, false, now);
        self.into_status(status)
    }

    /// The status of a Pod that has started.
    pub(super) fn running(self, pod: &Object, address: &str, ready: bool, now: Timestamp) -> Value {
        let mut status = pod.at("/status").clone();
        let address = if pod.is("/spec/hostNetwork") {
            ADDRESS
        } else {
            address
        };
        status["phase"] = json!("Running");
        status["hostIP"] = json!(ADDRESS);
        status["hostIPs"] = json!([{ "ip": ADDRESS }]);
        status["podIP"] = json!(address);
        status["podIPs"] = json!([{ "ip": address }]);
        if status["startTime"].is_null() {
            status["startTime"] = json!(stamp(now));
        }
        set(&mut status, "Initialized", true, now);
        Self::set_ready_conditions(&mut status, ready, now);
        for gate in pod.list("/spec/readinessGates") {
            if let Some(name) = gate["conditionType"].as_str() {
                set(&mut status, name, true, now);
            }
        }
        self.into_status(status)
    }

    /// The status of a Pod whose containers are ready or not, and run.
    pub(super) fn again(self, pod: &Object, ready: bool, now: Timestamp) -> Value {
        let mut status = pod.at("/status").clone();
        Self::set_ready_conditions(&mut status, ready, now);
        self.into_status(status)
    }

    /// The status of a Pod whose containers have ended: it has ended too, or restarts them.
    pub(super) fn ended(mut self, pod: &Object, code: i64, now: Timestamp) -> Value {
        let mut status = pod.at("/status").clone();
        let restarts = match pod.text("/spec/restartPolicy") {
            "Never" => false,
            "OnFailure" => code != 0,
            _ => true,
        };
        if restarts {
            for container in &mut self.statuses {
                let count = container["restartCount"].as_i64().unwrap_or(0) + 1;
                container["restartCount"] = json!(count);
                container["lastState"] = container["state"].take();
                let message = format!("back-off restarting failed container {}", container["name"]);
                container["state"] =
                    json!({ "waiting": { "reason": "CrashLoopBackOff", "message": message } });
            }
            Self::set_ready_conditions(&mut status, false, now);
        } else {
            status["phase"] = json!(if code == 0 { "Succeeded" } else { "Failed" });
            let of_job = pod
                .controller()
                .is_some_and(|owner| owner.kind() == crate::kind::Kind::JOB);
            // As kwok leaves them.
            if code != 0 || !of_job {
                Self::set_ready_conditions(&mut status, false, now);
            }
        }
        self.into_status(status)
    }

    fn set_ready_conditions(status: &mut Value, ready: bool, now: Timestamp) {
        set(status, "ContainersReady", ready, now);
        set(status, "Ready", ready, now);
    }

    fn into_status(self, mut status: Value) -> Value {
        status["containerStatuses"] = Value::Array(self.statuses);
        if !self.init.is_empty() {
            status["initContainerStatuses"] = Value::Array(self.init);
        }
        status
    }
}

fn status(container: &Value) -> Value {
    json!({
        "name": container["name"], "image": container["image"], "imageID": "", "ready": false, "restartCount": 0,
        "state": { "waiting": { "reason": "ContainerCreating" } },
    })
}

fn set(status: &mut Value, kind: &str, holds: bool, now: Timestamp) {
    let text = if holds { "True" } else { "False" };
    let conditions = status["conditions"].as_array().cloned().unwrap_or_default();
    if condition(&conditions, kind).is_some_and(|condition| condition["status"] == text) {
        return;
    }
    let mut rest: Vec<_> = conditions
        .into_iter()
        .filter(|condition| condition["type"] != kind)
        .collect();
    let mut new =
        json!({ "type": kind, "status": text, "lastProbeTime": null, "lastTransitionTime": stamp(now) });
    if !holds {
        new["reason"] = json!("ContainersNotReady");
        new["message"] = json!("containers are not ready");
    }
    rest.push(new);
    status["conditions"] = Value::Array(rest);
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restarts_are_delayed_more_and_more() {
        let pod = Object::new(json!({
            "spec": { "containers": [{ "name": "main", "image": "i" }], "restartPolicy": "Always" },
            "status": { "phase": "Running" },
        }));
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut status = pod.to_value();
        for (restart, seconds) in [(1, 10), (2, 20), (3, 40), (9, 300)] {
            let mut containers = Containers::of(&Object::new(status.clone()));
            containers.run(true, now);
            containers.end(&pod, 1, now);
            containers.statuses[0]["restartCount"] = json!(restart - 1);
            status["status"] = containers.ended(&pod, 1, now);
            let after = Containers::of(&Object::new(status.clone()))
                .restart_time()
                .unwrap();
            assert_eq!(after.duration_since(now).as_secs(), seconds, "restart {restart}");
        }
        assert_eq!(crate::pods::phase(&Object::new(status)), "Running");
    }
}
