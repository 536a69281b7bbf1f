//! Objects without what differs from run to run: names that are random, times, uids and addresses.

use serde_json::{Map, Value};

/// Fields that are times, or differ with each write.
const DROPPED: [&str; 18] = [
    "batch.kubernetes.io/controller-uid",
    "controller-uid",
    "uid",
    "resourceVersion",
    "managedFields",
    "creationTimestamp",
    "deletionTimestamp",
    "lastTransitionTime",
    "lastUpdateTime",
    "lastProbeTime",
    "lastScheduleTime",
    "lastSuccessfulTime",
    "startTime",
    "completionTime",
    "startedAt",
    "finishedAt",
    "endpoints.kubernetes.io/last-change-trigger-time",
    "batch.kubernetes.io/cronjob-scheduled-timestamp",
];
/// What kwok leaves out and a kubelet reports.
const BY_KUBELETS: [&str; 2] = ["started", "lastState"];
const ADDRESSES: [&str; 7] = [
    "podIP",
    "podIPs",
    "clusterIP",
    "clusterIPs",
    "ip",
    "addresses",
    "hostIP",
];
const HASHES: [&str; 3] = [
    "pod-template-hash",
    "controller.kubernetes.io/hash",
    "controller-revision-hash",
];

/// Reasons of a Deployment that progresses. kube-controller-manager writes its status twice in the pass that creates a
/// `ReplicaSet`, and the second write has a conflict. If the `ReplicaSet` has Pods before the pass is repeated, no number has
/// grown, and a Deployment that gets no further keeps the first reason.
const PROGRESSING: [&str; 2] = ["NewReplicaSetCreated", "ReplicaSetUpdated"];

pub(crate) fn objects(all: Vec<Value>) -> Vec<Value> {
    let names = random(&all);
    let mut objects: Vec<_> = all.into_iter().map(|object| normal(object, &names)).collect();
    objects.sort_by_key(|object| {
        (
            object["kind"].to_string(),
            object["metadata"]["name"].to_string(),
            object.to_string(),
        )
    });
    objects
}

/// The random parts of names, each with what stands for it.
fn random(all: &[Value]) -> Vec<(String, String)> {
    let mut revisions: Vec<(i64, String)> = Vec::new();
    let mut names = Vec::new();
    for object in all {
        let metadata = &object["metadata"];
        let revision = metadata["annotations"]["deployment.kubernetes.io/revision"].as_str();
        let revision = revision
            .and_then(|text| text.parse().ok())
            .or(object["revision"].as_i64())
            .unwrap_or(0);
        if object["kind"] == "ReplicaSet" || object["kind"] == "ControllerRevision" {
            let labels = HASHES
                .iter()
                .filter_map(|label| metadata["labels"][label].as_str());
            revisions.extend(labels.map(|hash| (revision, hash.to_owned())));
        }
        let is_numbered = metadata["ownerReferences"][0]["kind"] == "StatefulSet";
        if !is_numbered
            && let (Some(prefix), Some(name)) = (metadata["generateName"].as_str(), metadata["name"].as_str())
        {
            names.extend(
                name.strip_prefix(prefix)
                    .map(|suffix| (suffix.to_owned(), String::from("RANDOM"))),
            );
        }
        for volume in object["spec"]["volumes"].as_array().into_iter().flatten() {
            let suffix = volume["name"]
                .as_str()
                .and_then(|name| name.strip_prefix("kube-api-access-"));
            names.extend(suffix.map(|suffix| (suffix.to_owned(), String::from("TOKEN"))));
        }
        if object["kind"] == "Job"
            && let (Some(name), Some(owner)) = (
                metadata["name"].as_str(),
                metadata["ownerReferences"][0]["name"].as_str(),
            )
        {
            // Minutes since 1970.
            let minutes = name.strip_prefix(owner).and_then(|rest| rest.strip_prefix('-'));
            names.extend(minutes.map(|minutes| (minutes.to_owned(), String::from("MINUTE"))));
        }
    }
    revisions.sort();
    revisions.dedup();
    names.extend(
        revisions
            .into_iter()
            .map(|(revision, hash)| (hash, format!("HASH{revision}"))),
    );
    names
}

fn normal(mut object: Value, names: &[(String, String)]) -> Value {
    let generation = object["metadata"]["generation"].clone();
    if !generation.is_null() && object["status"]["observedGeneration"] == generation {
        object["status"]["observedGeneration"] = Value::from("generation");
    }
    clean(&object, names)
}

fn clean(value: &Value, names: &[(String, String)]) -> Value {
    match value {
        Value::Object(fields) => {
            let mut kept = Map::new();
            let reason = fields.get("reason").and_then(Value::as_str);
            let progresses = reason.is_some_and(|reason| PROGRESSING.contains(&reason));
            for (name, value) in fields {
                if DROPPED.contains(&name.as_str()) || BY_KUBELETS.contains(&name.as_str()) {
                    continue;
                }
                let value = match name.as_str() {
                    "generation" => continue,
                    // Some only had times.
                    "annotations" if clean(value, names).as_object().is_some_and(Map::is_empty) => continue,
                    "observedGeneration" if value.is_number() => continue,
                    name if ADDRESSES.contains(&name) && !value.is_null() => Value::from("ADDRESS"),
                    "uncountedTerminatedPods" => Value::from("UIDS"),
                    // kube-controller-manager keeps the name of the earlier ReplicaSet if a write in between had a conflict.
                    "message" if reason == Some("NewReplicaSetAvailable") => continue,
                    "message" if progresses => continue,
                    "reason" if progresses => Value::from("Progresses"),
                    // The certificate of each cluster.
                    "ca.crt" => Value::from("CERTIFICATE"),
                    _ => clean(value, names),
                };
                kept.insert(name.clone(), value);
            }
            Value::Object(kept)
        }
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(|item| clean(item, names)).collect();
            // The order of conditions and endpoints means nothing.
            if items.iter().all(Value::is_object) {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::String(text) => {
            let mut text = text.clone();
            for (random, stand_in) in names {
                if text == *random
                    || text.ends_with(&format!("-{random}"))
                    || text.contains(&format!("-{random} "))
                    || text.contains(&format!("-{random}-"))
                    || text.contains(&format!("-{random}\""))
                {
                    text = text.replace(random.as_str(), stand_in);
                }
            }
            Value::String(text)
        }
        other => other.clone(),
    }
}
