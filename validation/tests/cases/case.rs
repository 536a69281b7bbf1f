//! A case: a kind and objects of it, with what the API server says about each.
//!
//! `NAME.yaml` has the schema in its first document and an attempt in each of the others. `NAME.json` has the answers of the API
//! server, which `tests/cases/server.rs` writes with `SNAPSHOTS=overwrite`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_validation::{Kind, Reason, Verdict, yaml};
use serde_json::{Value, json};

pub(crate) const GROUP: &str = "cases.example.com";

pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) crd: Value,
    pub(crate) attempts: Vec<Attempt>,
}

/// An object that is written.
#[derive(Clone)]
pub(crate) struct Attempt {
    pub(crate) object: Value,
    /// The object that it replaces, as it was written.
    pub(crate) old: Option<Value>,
    /// Whether only the status is written.
    pub(crate) status: bool,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases")
}

pub(crate) fn all() -> Vec<Case> {
    let mut paths: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.iter().map(|path| Case::read(path)).collect()
}

impl Case {
    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let mut documents = yaml::read(&text)
            .unwrap_or_else(|problem| panic!("{name}: {problem}"))
            .into_iter()
            .map(|document| document.value);
        let crd = crd(&name, &documents.next().unwrap());
        let attempts = documents.map(|document| Attempt::new(&name, &document)).collect();
        Self { name, crd, attempts }
    }

    pub(crate) fn kind(&self) -> Kind {
        let crd: Crd =
            serde_json::from_value(self.crd.clone()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        Kind::all(&crd).remove(0)
    }

    pub(crate) fn answers(&self) -> PathBuf {
        folder().join(format!("{}.json", self.name))
    }
}

pub(crate) fn kind_name(name: &str) -> String {
    name.split(['-', '_'])
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

pub(crate) fn plural(name: &str) -> String {
    name.replace(['-', '_'], "") + "s"
}

/// A CRD for a document with a `schema`, and perhaps a `scope` and `subresources`.
pub(crate) fn crd(name: &str, document: &Value) -> Value {
    let mut version = json!({
        "name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": document["schema"]},
    });
    for key in ["subresources", "selectableFields"] {
        if let Some(value) = document.get(key) {
            version[key] = value.clone();
        }
    }
    let plural = plural(name);
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.{GROUP}")},
        "spec": {
            "group": GROUP,
            "names": {
                "kind": kind_name(name), "listKind": format!("{}List", kind_name(name)),
                "plural": plural, "singular": plural.trim_end_matches('s'),
            },
            "scope": document.get("scope").cloned().unwrap_or_else(|| "Namespaced".into()),
            "versions": [version],
        },
    })
}

impl Attempt {
    /// An object, or `object`, `old` and `status`. What every object has is added where it is missing.
    pub(crate) fn new(name: &str, document: &Value) -> Self {
        match document.get("object") {
            Some(object) => Self {
                object: completed(name, object),
                old: document.get("old").map(|old| completed(name, old)),
                status: document.get("writes").is_some_and(|what| what == "status"),
            },
            None => Self {
                object: completed(name, document),
                old: None,
                status: false,
            },
        }
    }
}

fn completed(name: &str, object: &Value) -> Value {
    let mut fields = object.as_object().cloned().unwrap_or_default();
    let mut add = |key: &str, value: Value| {
        if !fields.contains_key(key) {
            fields.insert(key.to_owned(), value);
        }
    };
    add("apiVersion", format!("{GROUP}/v1").into());
    add("kind", kind_name(name).into());
    add("metadata", json!({"name": "a"}));
    Value::Object(fields)
}

/// What an API server says about an attempt.
pub(crate) fn answer(result: Result<(Value, Vec<String>), Rejection>) -> Value {
    match result {
        Ok((mut object, unknown)) => {
            strip(&mut object);
            let mut answer = json!({ "stored": object });
            if !unknown.is_empty() {
                answer["unknown"] = unknown.into();
            }
            answer
        }
        Err(Rejection::Undecodable(message)) => json!({ "undecodable": message }),
        Err(Rejection::Invalid(causes)) => json!({ "causes": causes }),
    }
}

pub(crate) enum Rejection {
    /// The message of a bad request.
    Undecodable(String),
    Invalid(BTreeSet<String>),
}

/// Removes what the API server fills in.
fn strip(object: &mut Value) {
    let system = [
        "creationTimestamp",
        "generation",
        "managedFields",
        "resourceVersion",
        "uid",
    ];
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|key, _| !system.contains(&key.as_str()));
    }
}

/// What this crate says about an attempt.
pub(crate) fn verdict(kind: &Kind, attempt: &Attempt) -> Verdict {
    match (&attempt.old, attempt.status) {
        (None, _) => kind.create(&attempt.object),
        (Some(old), true) => kind.update_status(&attempt.object, old),
        (Some(old), false) => kind.update(&attempt.object, old),
    }
}

/// What this crate says, in the form of the answers.
pub(crate) fn said(verdict: &Verdict) -> Value {
    if let [cause] = verdict.causes.as_slice()
        && cause.reason == Reason::Undecodable
    {
        return answer(Err(Rejection::Undecodable(cause.to_string())));
    }
    if verdict.is_accepted() {
        let unknown = verdict.unknown.iter().map(|unknown| unknown.field.clone());
        return answer(Ok((verdict.object.clone(), unknown.collect())));
    }
    let causes = verdict.causes.iter();
    answer(Err(Rejection::Invalid(
        causes
            .map(|cause| format!("{} {}: {}", cause.reason.name(), cause.field, cause.message))
            .collect(),
    )))
}

/// Why two answers differ, if they do. The text of what cannot be decoded need only be in that of the server.
pub(crate) fn difference(server: &Value, said: &Value) -> Option<String> {
    if let (Some(server), Some(said)) = (server["undecodable"].as_str(), said["undecodable"].as_str()) {
        let core = said.split(": ").last().unwrap_or(said);
        return (!server.contains(core)).then(|| format!("server: {server}\nhere:   {said}"));
    }
    if let (Some(server), Some(said)) = (server["causes"].as_array(), said["causes"].as_array()) {
        let lines = |own: &[Value], other: &[Value], mark: &str| -> String {
            let own = own.iter().filter(|cause| !other.contains(cause));
            own.map(|cause| format!("{mark}: {cause}\n")).collect()
        };
        let text = lines(server, said, "server") + &lines(said, server, "here");
        return (!text.is_empty()).then_some(text);
    }
    let (server, said) = (written(server), written(said));
    (server != said).then(|| format!("server: {server:#}\nhere:   {said:#}"))
}

/// A value with its numbers as they are written: Go writes 1.0 without its fraction.
fn written(value: &Value) -> Value {
    match value {
        #[expect(clippy::cast_possible_truncation, reason = "it is small")]
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                json!(float as i64)
            }
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(written).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), written(value)))
            .collect(),
        other => other.clone(),
    }
}
