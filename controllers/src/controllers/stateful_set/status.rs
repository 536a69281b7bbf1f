//! The status of a `StatefulSet`.

use serde_json::{Value, json};

use crate::decision::{Decision, View};
use crate::object::{Object, counts};
use crate::pods;
use crate::revisions::LABEL;

/// The revision that was rolled out last, and the one of the template.
pub(super) struct Names<'a> {
    pub(super) current: &'a Object,
    pub(super) update: &'a Object,
}

pub(super) fn of(
    set: &Object,
    pods: &[&Object],
    names: &Names<'_>,
    view: &View<'_>,
    decision: &mut Decision,
) -> Value {
    let running: Vec<_> = pods
        .iter()
        .copied()
        .filter(|pod| pods::phase(pod) == "Running")
        .collect();
    let seconds = set.int("/spec/minReadySeconds").unwrap_or(0);
    let (ready, available) = pods::availability(&running, seconds, view, decision);
    let of = |revision: &Object| {
        let of = pods
            .iter()
            .filter(|pod| !pod.is_deleting() && pod.label(LABEL) == Some(revision.name()));
        i64::try_from(of.count()).unwrap_or(i64::MAX)
    };
    let (mut current, updated) = (of(names.current), of(names.update));
    let wanted = set.int("/spec/replicas").unwrap_or(1);
    let total = i64::try_from(pods.len()).unwrap_or(i64::MAX);
    let mut current_name = names.current.name();
    if updated == wanted && ready == wanted && total == wanted {
        current = updated;
        current_name = names.update.name();
    }
    let mut status = counts(&[
        ("observedGeneration", set.generation()),
        ("readyReplicas", ready),
        ("currentReplicas", current),
        ("updatedReplicas", updated),
    ]);
    let always = [
        ("replicas", json!(total)),
        ("availableReplicas", json!(available)),
        (
            "collisionCount",
            json!(set.int("/status/collisionCount").unwrap_or(0)),
        ),
        ("currentRevision", json!(current_name)),
        ("updateRevision", json!(names.update.name())),
    ];
    status.extend(always.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(status)
}
