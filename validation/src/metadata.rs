//! `metadata`: what the API server keeps of it, and what it requires.

mod decode;
mod update;
mod versions;

use std::collections::BTreeMap;

use kubewright_cel::names;
use serde_json::{Map, Value};

use crate::cause::{Cause, Reason};
use crate::path::Path;
pub(crate) use decode::decode;
pub(crate) use update::check_update;
pub(crate) use versions::{api_version, kind_name};

/// The most bytes of all annotations together.
const LARGEST_ANNOTATIONS: usize = 256 * 1024;

/// How the name of an object is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// As DNS names.
    Subdomain,
    /// As parts of a URL: what objects in objects need.
    Segment,
}

/// Checks the metadata of a new object.
pub(crate) fn check(metadata: &Value, namespaced: bool, naming: Naming, path: &Path<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    let generated = text(metadata, "generateName");
    if !generated.is_empty() {
        for message in naming.problems(generated, true) {
            causes.push(Cause::invalid(
                &path.field("generateName"),
                &generated.into(),
                &message,
            ));
        }
    }
    match text(metadata, "name") {
        // The API server appends random characters.
        "" if !generated.is_empty() => {}
        "" if naming == Naming::Segment => {}
        "" => causes.push(Cause::required(
            &path.field("name"),
            "name or generateName is required",
        )),
        name => {
            for message in naming.problems(name, false) {
                causes.push(Cause::invalid(&path.field("name"), &name.into(), &message));
            }
        }
    }
    let namespace = text(metadata, "namespace");
    let at = path.field("namespace");
    match (namespaced, namespace) {
        (true, "") => causes.push(Cause::required(&at, "")),
        (true, namespace) => {
            for message in names::label(namespace) {
                causes.push(Cause::invalid(&at, &namespace.into(), &message));
            }
        }
        (false, "") => {}
        (false, _) => causes.push(Cause::forbidden(&at, "not allowed on this type")),
    }
    check_generation(metadata, path, &mut causes);
    check_common(metadata, path, &mut causes);
    check_finalizers(metadata, path, &mut causes);
    causes
}

impl Naming {
    fn problems(self, name: &str, prefix: bool) -> Vec<String> {
        match self {
            Self::Subdomain if prefix => names::subdomain(&names::without_dash(name)),
            Self::Subdomain => names::subdomain(name),
            Self::Segment => names::segment(name, prefix),
        }
    }
}

fn text<'a>(metadata: &'a Value, key: &str) -> &'a str {
    metadata[key].as_str().unwrap_or_default()
}

fn texts<'a>(metadata: &'a Value, key: &str) -> BTreeMap<&'a str, &'a str> {
    let entries = metadata[key].as_object().into_iter().flatten();
    entries
        .map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default()))
        .collect()
}

fn check_generation(metadata: &Value, path: &Path<'_>, causes: &mut Vec<Cause>) {
    if let Some(generation) = metadata["generation"]
        .as_i64()
        .filter(|generation| *generation < 0)
    {
        let detail = "must be greater than or equal to 0";
        causes.push(Cause::invalid(
            &path.field("generation"),
            &generation.into(),
            detail,
        ));
    }
}

/// What is checked of new and changed objects alike.
fn check_common(metadata: &Value, path: &Path<'_>, causes: &mut Vec<Cause>) {
    let labels = path.field("labels");
    for (key, value) in texts(metadata, "labels") {
        for message in names::label_key(key) {
            causes.push(Cause::invalid(&labels, &key.into(), &message));
        }
        for message in names::label_value(value) {
            causes.push(Cause::invalid(&labels, &value.into(), &message));
        }
    }
    let at = path.field("annotations");
    let annotations = texts(metadata, "annotations");
    for key in annotations.keys() {
        for message in names::label_key(&key.to_lowercase()) {
            causes.push(Cause::invalid(&at, &(*key).into(), &message));
        }
    }
    let size: usize = annotations
        .iter()
        .map(|(key, value)| key.len() + value.len())
        .sum();
    if size > LARGEST_ANNOTATIONS {
        let message = format!("Too long: may not be more than {LARGEST_ANNOTATIONS} bytes");
        causes.push(Cause::at(Reason::TooLong, &at, message));
    }
    check_owners(metadata, path, causes);
}

fn check_owners(metadata: &Value, path: &Path<'_>, causes: &mut Vec<Cause>) {
    let at = path.field("ownerReferences");
    let owners = metadata["ownerReferences"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut controller: Option<String> = None;
    for (index, owner) in owners.iter().enumerate() {
        let at_owner = at.item(index);
        let version = text(owner, "apiVersion");
        let names_version = version.matches('/').count() < 2 && !version.ends_with('/');
        if version.is_empty() {
            causes.push(Cause::required(
                &at_owner.field("apiVersion"),
                "must not be empty",
            ));
        } else if !names_version {
            let detail = "must be <group>/<version> or <version>";
            causes.push(Cause::invalid(
                &at_owner.field("apiVersion"),
                &version.into(),
                detail,
            ));
        }
        for key in ["kind", "name", "uid"] {
            if text(owner, key).is_empty() {
                causes.push(Cause::required(&at_owner.field(key), "must not be empty"));
            }
        }
        if version == "v1" && text(owner, "kind") == "Event" {
            let detail = "/v1, Kind=Event is disallowed from being an owner";
            causes.push(Cause::invalid(&at_owner, owner, detail));
        }
        if owner["controller"] == Value::Bool(true) {
            let name = format!("{}/{}", text(owner, "kind"), text(owner, "name"));
            match &controller {
                None => controller = Some(name),
                Some(first) => {
                    let detail = format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {name}"
                    );
                    let owners: Vec<_> = owners.iter().map(shown_owner).collect();
                    let message = format!("Invalid value: [{}]: {detail}", owners.join(","));
                    causes.push(Cause::at(Reason::Invalid, &at, message));
                }
            }
        }
    }
}

/// An owner as Go writes it, field by field.
fn shown_owner(owner: &Value) -> String {
    const FIELDS: [&str; 6] = [
        "apiVersion",
        "kind",
        "name",
        "uid",
        "controller",
        "blockOwnerDeletion",
    ];
    let fields = FIELDS.into_iter().filter_map(|name| {
        let value = owner.get(name)?;
        Some(format!("\"{name}\":{}", crate::go::json(value)))
    });
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

fn check_finalizers(metadata: &Value, path: &Path<'_>, causes: &mut Vec<Cause>) {
    let at = path.field("finalizers");
    let finalizers: Vec<_> = metadata["finalizers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for finalizer in &finalizers {
        for message in names::label_key(finalizer) {
            causes.push(Cause::invalid(&at, &(*finalizer).into(), &message));
        }
    }
    if finalizers.contains(&"orphan") && finalizers.contains(&"foregroundDeletion") {
        let detail = "finalizer orphan and foregroundDeletion cannot be both set";
        causes.push(Cause::invalid(&at, &metadata["finalizers"], detail));
    }
}

/// An object without entries.
pub(crate) fn empty() -> Value {
    Value::Object(Map::new())
}
