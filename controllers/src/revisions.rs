//! Revisions of templates: what a `StatefulSet` or `DaemonSet` was, and is.

use serde_json::{Value, json};

use crate::decision::Write;
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods::OwnerKind;
use crate::world::World;

/// The label of Pods with the revision that they are made from.
pub(crate) const LABEL: &str = "controller-revision-hash";
/// The label of the revisions of `StatefulSets` with their hash.
pub(crate) const HASH: &str = "controller.kubernetes.io/hash";
/// The characters that Kubernetes takes for random parts of names.
const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// The revisions of an owner, the oldest first.
pub(crate) struct Revisions<'a> {
    pub(crate) all: Vec<&'a Object>,
}

impl<'a> Revisions<'a> {
    pub(crate) fn of(owner: &'a Object, world: &'a World) -> Self {
        let mut all: Vec<_> = world.controlled(&Kind::CONTROLLER_REVISION, owner).collect();
        all.sort_by_key(|revision| (number(revision), revision.created(), revision.name().to_owned()));
        Self { all }
    }

    pub(crate) fn find(&self, name: &str) -> Option<&'a Object> {
        self.all.iter().copied().find(|revision| revision.name() == name)
    }

    /// The revision of the template as it is now, or the write that makes it the newest. The label has its hash.
    pub(crate) fn current(
        &self,
        owner: &Object,
        kind: &OwnerKind,
        label: &str,
    ) -> Result<&'a Object, Box<Write>> {
        let data = data(owner);
        let next = self.all.last().map_or(0, |newest| number(newest)) + 1;
        let equal = self
            .all
            .iter()
            .rev()
            .find(|revision| *revision.at("/data") == data);
        let Some(equal) = equal else {
            return Err(Box::new(create(owner, kind, label, data, next)));
        };
        if number(equal) + 1 == next {
            return Ok(equal);
        }
        // A rollout goes back to it.
        let mut object = equal.to_value();
        object["revision"] = json!(next);
        Err(Box::new(Write::Replace {
            key: Key::new(Kind::CONTROLLER_REVISION, equal.namespace(), equal.name()),
            object,
            subresource: "",
        }))
    }

    /// Deletes the oldest ones beyond a limit that nothing uses.
    pub(crate) fn truncate(&self, limit: i64, is_used: impl Fn(&Object) -> bool) -> Vec<Write> {
        let unused: Vec<_> = self.all.iter().filter(|revision| !is_used(revision)).collect();
        let excess = unused
            .len()
            .saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
        let oldest = unused.into_iter().take(excess);
        oldest
            .map(|revision| {
                Write::delete(
                    Key::new(Kind::CONTROLLER_REVISION, revision.namespace(), revision.name()),
                    revision,
                )
            })
            .collect()
    }
}

/// The template that a revision keeps.
pub(crate) fn template(revision: &Object) -> Value {
    let mut template = revision.at("/data/spec/template").clone();
    if let Some(template) = template.as_object_mut() {
        template.remove("$patch");
    }
    template
}

/// The label value of a revision.
pub(crate) fn hash(revision: &Object) -> &str {
    revision.label(HASH).or(revision.label(LABEL)).unwrap_or_default()
}

fn number(revision: &Object) -> i64 {
    revision.int("/revision").unwrap_or(0)
}

fn data(owner: &Object) -> Value {
    let mut template = owner.at("/spec/template").clone();
    template["$patch"] = json!("replace");
    json!({ "spec": { "template": template } })
}

fn create(owner: &Object, kind: &OwnerKind, label: &str, data: Value, number: i64) -> Write {
    let text = data.to_string();
    let sum = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let digits = sum.to_string();
    let hash: String = digits
        .bytes()
        .map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]))
        .collect();
    let mut labels = owner.at("/spec/template/metadata/labels").clone();
    labels[label] = json!(hash);
    let mut metadata = json!({
        "name": format!("{}-{hash}", owner.name()), "namespace": owner.namespace(), "labels": labels,
        "ownerReferences": [kind.reference(owner)],
    });
    if owner.at("/metadata/annotations").is_object() {
        metadata["annotations"] = owner.at("/metadata/annotations").clone();
    }
    Write::Create {
        namespace: owner.namespace().to_owned(),
        object: json!({
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": metadata, "data": data, "revision": number,
        }),
    }
}
