//! The Pods of a `StatefulSet`, and their claims.

use serde_json::{Value, json};

use crate::decision::{View, Write};
use crate::kind::Kind;
use crate::object::{Key, Object};
use crate::pods::{self, OwnerKind};
use crate::revisions::{LABEL, template};

/// The number at the end of the name of a Pod.
pub(super) fn ordinal(set: &Object, pod: &Object) -> Option<i64> {
    pod.name()
        .strip_prefix(set.name())?
        .strip_prefix('-')?
        .parse()
        .ok()
}

/// Creates a Pod from a revision, after its claims.
pub(super) fn create(
    set: &Object,
    owner: &OwnerKind,
    revision: &Object,
    ordinal: i64,
    view: &View<'_>,
) -> Vec<Write> {
    let name = format!("{}-{ordinal}", set.name());
    let mut pod = pods::from_template(&template(revision), set.namespace(), owner.reference(set));
    let metadata = &mut pod["metadata"];
    metadata["generateName"] = json!(format!("{}-", set.name()));
    metadata["name"] = json!(name);
    metadata["labels"][LABEL] = json!(revision.name());
    metadata["labels"]["statefulset.kubernetes.io/pod-name"] = json!(name);
    metadata["labels"]["apps.kubernetes.io/pod-index"] = json!(ordinal.to_string());
    pod["spec"]["hostname"] = json!(name);
    if !set.text("/spec/serviceName").is_empty() {
        pod["spec"]["subdomain"] = set.at("/spec/serviceName").clone();
    }
    let mut writes = Vec::new();
    let mut volumes = Vec::new();
    for claim in set.list("/spec/volumeClaimTemplates") {
        let volume = claim["metadata"]["name"].as_str().unwrap_or_default();
        let claim_name = format!("{volume}-{name}");
        volumes.push(json!({ "name": volume, "persistentVolumeClaim": { "claimName": claim_name } }));
        let kind = Kind::in_group("", "PersistentVolumeClaim");
        if view
            .world
            .get(&Key::new(kind, set.namespace(), &claim_name))
            .is_none()
        {
            writes.push(create_claim(set, claim, &claim_name));
        }
    }
    let own = pod["spec"]["volumes"].as_array().into_iter().flatten();
    let own = own.filter(|volume| volumes.iter().all(|claimed| claimed["name"] != volume["name"]));
    let own: Vec<_> = own.cloned().collect();
    volumes.extend(own);
    if !volumes.is_empty() {
        pod["spec"]["volumes"] = Value::Array(volumes);
    }
    writes.push(Write::Create {
        namespace: set.namespace().to_owned(),
        object: pod,
    });
    writes
}

fn create_claim(set: &Object, template: &Value, name: &str) -> Write {
    let mut claim = template.clone();
    claim["apiVersion"] = json!("v1");
    claim["kind"] = json!("PersistentVolumeClaim");
    claim["metadata"]["name"] = json!(name);
    claim["metadata"]["namespace"] = json!(set.namespace());
    let labels = set
        .at("/spec/selector/matchLabels")
        .as_object()
        .into_iter()
        .flatten();
    for (label, value) in labels {
        claim["metadata"]["labels"][label] = value.clone();
    }
    if let Some(claim) = claim.as_object_mut() {
        claim.remove("status");
    }
    Write::Create {
        namespace: set.namespace().to_owned(),
        object: claim,
    }
}
