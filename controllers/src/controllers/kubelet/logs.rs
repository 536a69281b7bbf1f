//! What containers have printed, as the annotations of their Pod say.

mod query;

use jiff::Timestamp;
use serde_json::Value;

use crate::object::{Object, at};

pub(crate) use query::Query;
use query::Since;

/// How much of a log becomes the message of a container that has failed, as for Kubernetes' kubelet.
const MESSAGE_LINES: usize = 80;
const MESSAGE_BYTES: usize = 2048;

/// Why a kubelet does not answer a question, as a status of HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Refusal {
    pub(crate) fn bad_request(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { status: 400, text }
    }

    pub(crate) fn not_found(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { status: 404, text }
    }
}

/// What one run of a container has printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Log {
    pub(crate) text: String,
    /// The run, if it has not ended.
    pub(crate) goes_on: Option<Run>,
}

/// One run of a container: the uid of the Pod, and when it has started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run(String, String);

/// Answers a question about a container of a Pod.
///
/// # Errors
///
/// With the text of Kubernetes' kubelet, if the container does not exist or has not run.
pub(crate) fn read(pod: &Object, query: &Query, now: Timestamp) -> Result<Log, Refusal> {
    let (name, container) = (pod.name(), query.container.as_str());
    if !containers(pod).any(|found| found == container) {
        let text = format!("container \"{container}\" not found in pod \"{name}\"");
        return Err(Refusal::not_found(text));
    }
    let none = |reason: &str| {
        let text = format!("container \"{container}\" in pod \"{name}\" {reason}");
        Err(Refusal::bad_request(text))
    };
    let Some(status) = status(pod, container) else {
        return none("is not available");
    };
    let last = &status["lastState"]["terminated"];
    let run = match (&status["state"], last) {
        (_, Value::Null) if query.previous => {
            let text = format!("previous terminated container \"{container}\" in pod \"{name}\" not found");
            return Err(Refusal::bad_request(text));
        }
        (_, last) if query.previous => last,
        (state, _) if state["running"].is_object() => &state["running"],
        (state, _) if state["terminated"].is_object() => &state["terminated"],
        (state, Value::Null) => {
            return none(&match state["waiting"]["reason"].as_str() {
                Some("ImagePullBackOff") => {
                    "is waiting to start: trying and failing to pull image".to_owned()
                }
                Some(reason) => format!("is waiting to start: {reason}"),
                None => "is waiting to start - no logs yet".to_owned(),
            });
        }
        (_, last) => last,
    };
    let started = run["startedAt"].as_str().unwrap_or_default();
    let goes_on = run["finishedAt"].is_null();
    Ok(Log {
        text: select(printed(pod, container), started, query, now),
        goes_on: goes_on.then(|| Run(pod.uid().to_owned(), started.to_owned())),
    })
}

/// Why a container has failed, if its log is to say so.
pub(super) fn termination_message<'a>(pod: &'a Object, container: &str) -> Option<&'a str> {
    let specs = pod.list("/spec/containers");
    let spec = specs.iter().find(|spec| spec["name"] == container)?;
    if spec["terminationMessagePolicy"] != "FallbackToLogsOnError" {
        return None;
    }
    let printed = printed(pod, container);
    let mut start = tail(printed, MESSAGE_LINES).max(printed.len().saturating_sub(MESSAGE_BYTES));
    while !printed.is_char_boundary(start) {
        start += 1;
    }
    Some(&printed[start..])
}

/// Whether a name, without the prefix of all annotations, is that of a log of this Pod.
pub(super) fn is_annotation(pod: &Object, name: &str) -> bool {
    match name.strip_prefix("logs") {
        Some("") => true,
        Some(rest) => rest
            .strip_prefix('.')
            .is_some_and(|container| containers(pod).any(|found| found == container)),
        None => false,
    }
}

fn containers(pod: &Object) -> impl Iterator<Item = &str> {
    let lists = ["/spec/containers", "/spec/initContainers"].map(|list| pod.list(list));
    let all = lists.into_iter().flatten();
    all.filter_map(|container| container["name"].as_str())
}

fn status<'a>(pod: &'a Object, container: &str) -> Option<&'a Value> {
    let lists = ["/status/containerStatuses", "/status/initContainerStatuses"].map(|list| pod.list(list));
    let mut all = lists.into_iter().flatten();
    all.find(|status| status["name"] == container)
}

/// The annotation of a container, or that of all which are not for initialization.
fn printed<'a>(pod: &'a Object, container: &str) -> &'a str {
    let annotations = pod.at("/metadata/annotations");
    let text = |name: &str| annotations.get(name)?.as_str();
    let is_init = pod
        .list("/spec/initContainers")
        .iter()
        .any(|init| at(init, "/name") == container);
    let of_all = || (!is_init).then(|| text("kubelet.kubewright.dev/logs")).flatten();
    text(&format!("kubelet.kubewright.dev/logs.{container}"))
        .or_else(of_all)
        .unwrap_or_default()
}

/// The part of a text that is asked for. All lines have the time at which the container has started.
fn select(text: &str, started: &str, query: &Query, now: Timestamp) -> String {
    let since = query.since.map(|since| match since {
        Since::Time(time) => time,
        Since::Ago(duration) => now - duration,
    });
    if let (Some(since), Ok(started)) = (since, started.parse::<Timestamp>())
        && started < since
    {
        return String::new();
    }
    let text = &text[query.tail_lines.map_or(0, |lines| tail(text, lines))..];
    let mut selected = String::new();
    for line in text.lines() {
        if query.timestamps {
            selected.push_str(started);
            selected.push(' ');
        }
        selected.push_str(line);
        selected.push('\n');
    }
    let mut end = query.limit_bytes.unwrap_or(usize::MAX).min(selected.len());
    while !selected.is_char_boundary(end) {
        end -= 1;
    }
    selected.truncate(end);
    selected
}

/// Where the last lines of a text begin.
fn tail(text: &str, lines: usize) -> usize {
    let starts = text.split_inclusive('\n').rev().take(lines);
    text.len() - starts.map(str::len).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod(state: Value, last: Value) -> Object {
        Object::new(json!({
            "metadata": { "name": "web", "uid": "1", "annotations": {
                "kubelet.kubewright.dev/logs": "one\ntwo\nthrée",
                "kubelet.kubewright.dev/logs.side": "aside\n",
            } },
            "spec": {
                "containers": [{ "name": "main" }, { "name": "side" }],
                "initContainers": [{ "name": "init" }],
            },
            "status": { "containerStatuses": [
                { "name": "main", "state": state, "lastState": last },
                { "name": "side", "state": state, "lastState": last },
            ], "initContainerStatuses": [{ "name": "init", "state": state }] },
        }))
    }

    fn running() -> Object {
        pod(
            json!({ "running": { "startedAt": "2026-01-01T00:00:00Z" } }),
            json!({}),
        )
    }

    fn ask(pod: &Object, container: &str, query: &str) -> Result<String, String> {
        let path = format!("/containerLogs/default/web/{container}");
        let query = Query::parse(&path, query).unwrap();
        let now = "2026-01-01T00:10:00Z".parse().unwrap();
        let log = read(pod, &query, now).map_err(|refusal| refusal.text)?;
        Ok(log.text)
    }

    #[test]
    fn a_log_is_the_annotation_of_its_container() {
        let pod = running();
        assert_eq!(ask(&pod, "main", "").unwrap(), "one\ntwo\nthrée\n");
        assert_eq!(ask(&pod, "side", "").unwrap(), "aside\n");
        assert_eq!(ask(&pod, "init", "").unwrap(), "");
        assert_eq!(
            ask(&pod, "other", "").unwrap_err(),
            "container \"other\" not found in pod \"web\""
        );
    }

    #[test]
    fn parts_of_it_can_be_asked_for() {
        let pod = running();
        for (query, expected) in [
            ("tailLines=2", "two\nthrée\n"),
            ("tailLines=0", ""),
            ("tailLines=9", "one\ntwo\nthrée\n"),
            ("limitBytes=5", "one\nt"),
            ("tailLines=1&limitBytes=4", "thr"),
            ("tailLines=1&timestamps=true", "2026-01-01T00:00:00Z thrée\n"),
            ("sinceSeconds=600", "one\ntwo\nthrée\n"),
            ("sinceSeconds=599", ""),
            ("sinceTime=2026-01-01T00:00:01Z", ""),
            ("stream=Stderr", ""),
        ] {
            assert_eq!(ask(&pod, "main", query).unwrap(), expected, "{query}");
        }
    }

    #[test]
    fn containers_that_have_not_run_have_no_log() {
        let waiting = |reason: &str| pod(json!({ "waiting": { "reason": reason } }), json!({}));
        for (pod, query, expected) in [
            (
                waiting("ContainerCreating"),
                "",
                "container \"main\" in pod \"web\" is waiting to start: ContainerCreating",
            ),
            (
                waiting("ImagePullBackOff"),
                "",
                "container \"main\" in pod \"web\" is waiting to start: trying and failing to pull image",
            ),
            (
                running(),
                "previous=true",
                "previous terminated container \"main\" in pod \"web\" not found",
            ),
        ] {
            assert_eq!(ask(&pod, "main", query).unwrap_err(), expected);
        }
        let ended = json!({ "terminated": { "startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:01:00Z" } });
        let crashed = pod(json!({ "waiting": { "reason": "CrashLoopBackOff" } }), ended);
        for query in ["tailLines=1", "tailLines=1&previous=true"] {
            assert_eq!(ask(&crashed, "main", query).unwrap(), "thrée\n", "{query}");
        }
    }

    #[test]
    fn a_failed_container_says_the_end_of_its_log_if_it_is_asked_to() {
        let mut value = running().to_value();
        assert_eq!(termination_message(&Object::new(value.clone()), "main"), None);
        value["spec"]["containers"][0]["terminationMessagePolicy"] = json!("FallbackToLogsOnError");
        value["metadata"]["annotations"]["kubelet.kubewright.dev/logs"] =
            json!(format!("{}{}", "é\n".repeat(900), "a\n".repeat(70)));
        let pod = Object::new(value.clone());
        let message = termination_message(&pod, "main").unwrap();
        assert_eq!(message.lines().count(), MESSAGE_LINES);
        value["metadata"]["annotations"]["kubelet.kubewright.dev/logs"] = json!("é".repeat(1500));
        let pod = Object::new(value);
        assert_eq!(termination_message(&pod, "main").unwrap().len(), MESSAGE_BYTES);
    }
}
