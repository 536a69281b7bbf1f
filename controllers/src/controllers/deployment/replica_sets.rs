//! The `ReplicaSets` of a Deployment.

use serde_json::{Value, json};

use crate::decision::Write;
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods::OwnerKind;

use super::size;

pub(super) const REVISION: &str = "deployment.kubernetes.io/revision";
const HISTORY: &str = "deployment.kubernetes.io/revision-history";
const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
const MAXIMUM: &str = "deployment.kubernetes.io/max-replicas";
const HASH: &str = "pod-template-hash";
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// Annotations of a Deployment that are not copied to its sets.
const OWN: [&str; 6] = [
    LAST_APPLIED,
    REVISION,
    HISTORY,
    DESIRED,
    MAXIMUM,
    "deprecated.deployment.rollback.to",
];
/// The characters that Kubernetes takes for random parts of names.
const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// The set of the current template, and all others.
pub(super) struct Sets<'a> {
    pub(super) new: Option<&'a Object>,
    pub(super) old: Vec<&'a Object>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(deployment: &Object, mut sets: Vec<&'a Object>) -> Self {
        sets.sort_by_key(|set| (set.created(), set.name().to_owned()));
        let template = deployment.at("/spec/template");
        let position = sets
            .iter()
            .position(|set| without_hash(set.at("/spec/template")) == *template);
        let new = position.map(|position| sets.remove(position));
        Self { new, old: sets }
    }

    /// All, the new one last.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Object> {
        self.old.iter().copied().chain(self.new)
    }

    pub(super) fn active(&self) -> impl Iterator<Item = &'a Object> {
        self.all().filter(|set| size::replicas(set) > 0)
    }

    fn max_old_revision(&self) -> i64 {
        self.old.iter().map(|set| revision(set)).max().unwrap_or(0)
    }
}

fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(labels) = template
        .pointer_mut("/metadata/labels")
        .and_then(Value::as_object_mut)
    {
        labels.remove(HASH);
    }
    template
}

pub(super) fn revision(set: &Object) -> i64 {
    set.annotation(REVISION)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// How many replicas the Deployment had when this set was scaled.
pub(super) fn desired(set: &Object) -> Option<i64> {
    set.annotation(DESIRED)?.parse().ok()
}

pub(super) fn maximum(set: &Object) -> Option<i64> {
    set.annotation(MAXIMUM)?.parse().ok()
}

/// Whether no rollout has come back to it.
pub(super) fn is_fresh(set: &Object) -> bool {
    set.annotation(HISTORY).is_none()
}

fn hash(deployment: &Object) -> String {
    let collisions = deployment.int("/status/collisionCount").unwrap_or(0);
    let text = format!("{}{collisions}", deployment.at("/spec/template"));
    // FNV-1a, as Kubernetes has it; of another text, so that names differ from its own.
    let number = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let letters = number.to_string();
    letters
        .bytes()
        .map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]))
        .collect()
}

pub(super) fn name(deployment: &Object) -> String {
    format!("{}-{}", deployment.name(), hash(deployment))
}

pub(super) fn create(deployment: &Object, sets: &Sets<'_>, owner: &OwnerKind, replicas: i64) -> Write {
    let hash = json!(hash(deployment));
    let mut template = deployment.at("/spec/template").clone();
    template["metadata"]["labels"][HASH] = hash.clone();
    let mut selector = deployment.at("/spec/selector").clone();
    selector["matchLabels"][HASH] = hash;
    let mut annotations = copied(deployment);
    annotations[REVISION] = json!((sets.max_old_revision() + 1).to_string());
    set_sizes(&mut annotations, deployment);
    let mut spec = json!({ "replicas": replicas, "selector": selector, "template": template });
    if let Some(seconds) = deployment.int("/spec/minReadySeconds") {
        spec["minReadySeconds"] = json!(seconds);
    }
    let metadata = json!({
        "name": name(deployment), "namespace": deployment.namespace(), "labels": template["metadata"]["labels"],
        "annotations": annotations, "ownerReferences": [owner.reference(deployment)],
    });
    Write::Create {
        namespace: deployment.namespace().to_owned(),
        object: json!({ "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": metadata, "spec": spec }),
    }
}

fn copied(deployment: &Object) -> Value {
    let all = deployment
        .at("/metadata/annotations")
        .as_object()
        .into_iter()
        .flatten();
    let kept = all.filter(|(name, _)| !OWN.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn set_sizes(annotations: &mut Value, deployment: &Object) {
    let wanted = size::wanted(deployment);
    annotations[DESIRED] = json!(wanted.to_string());
    annotations[MAXIMUM] = json!((wanted + size::bounds(deployment).0).to_string());
}

/// Makes the set of the template the newest revision, and gives it the Deployment's annotations.
pub(super) fn newest(deployment: &Object, set: &Object, sets: &Sets<'_>) -> Option<Write> {
    let mut object = set.to_value();
    let annotations = &mut object["metadata"]["annotations"];
    for (name, value) in copied(deployment).as_object()? {
        annotations[name] = value.clone();
    }
    let (old, new) = (revision(set), sets.max_old_revision() + 1);
    if old < new {
        annotations[REVISION] = json!(new.to_string());
        if old > 0 {
            let history = set
                .annotation(HISTORY)
                .map_or(String::new(), |history| format!("{history},"));
            annotations[HISTORY] = json!(format!("{history}{old}"));
        }
    }
    if let Some(seconds) = deployment.int("/spec/minReadySeconds") {
        object["spec"]["minReadySeconds"] = json!(seconds);
    } else if let Some(spec) = object["spec"].as_object_mut() {
        spec.remove("minReadySeconds");
    }
    (object != set.to_value()).then(|| replace(set, object))
}

/// Gives a set another size, and notes the Deployment's.
pub(super) fn resize(deployment: &Object, set: &Object, replicas: i64, force: bool) -> Option<Write> {
    if !force && size::replicas(set) == replicas {
        return None;
    }
    let mut object = set.to_value();
    object["spec"]["replicas"] = json!(replicas);
    set_sizes(&mut object["metadata"]["annotations"], deployment);
    (object != set.to_value()).then(|| replace(set, object))
}

fn replace(set: &Object, object: Value) -> Write {
    Write::Replace {
        key: Key::new(Kind::REPLICA_SET, set.namespace(), set.name()),
        object,
        subresource: "",
    }
}
