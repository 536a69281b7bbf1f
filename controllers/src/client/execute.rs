//! Sends what controllers have decided.

use futures::StreamExt as _;
use futures::stream;
use kube::{Client, Error};
use serde_json::{Value, json};

use crate::decision::Write;
use crate::kind::{Kind, Resource};
use crate::object::{Key, Object};
use crate::world::World;

use super::discovery::slim;
use super::request;

/// How many requests of one task are under way at the same time.
const CONCURRENT: usize = 16;

/// What a request has shown.
#[derive(Debug)]
pub(super) enum Seen {
    /// An object as it is now.
    Object(Key, Object),
    /// An object is gone.
    Gone(Key, String),
    /// No object has this uid.
    Absent(String),
}

/// How a task ended.
#[derive(Debug)]
pub(super) enum Outcome {
    Done,
    /// What it was decided from has changed.
    Stale,
    Failed(String),
}

/// One write, and where it goes.
#[derive(Debug)]
pub(super) struct Prepared {
    write: Write,
    /// The kind that is written.
    resource: Option<Resource>,
    /// The kinds in a namespace, if it is emptied.
    all: Vec<Resource>,
    manager: &'static str,
}

impl Prepared {
    pub(super) fn new(write: Write, manager: &'static str, world: &World) -> Self {
        let kind = match &write {
            Write::Create { object, .. } => {
                let text = |name: &str| object[name].as_str().unwrap_or_default();
                Some(Kind::of(text("apiVersion"), text("kind")))
            }
            Write::Replace { key, .. }
            | Write::Patch { key, .. }
            | Write::Delete { key, .. }
            | Write::Bind { key, .. }
            | Write::Look { key, .. } => Some(key.kind.clone()),
            Write::Empty { .. } => None,
        };
        let all = match &write {
            Write::Empty { .. } => {
                let inside = world
                    .resources()
                    .filter(|resource| resource.namespaced && resource.deletable);
                inside.cloned().collect()
            }
            _ => Vec::new(),
        };
        Self {
            resource: kind.and_then(|kind| world.resource(&kind).cloned()),
            write,
            all,
            manager,
        }
    }
}

/// Sends the writes of a task in their order, neighbors that are independent at the same time.
pub(super) async fn task(client: &Client, writes: Vec<Prepared>, seen: &mut Vec<Seen>) -> Outcome {
    let mut writes = writes.into_iter().peekable();
    while let Some(first) = writes.next() {
        let mut batch = vec![first];
        while batch[0].write.is_independent() && writes.peek().is_some_and(|next| next.write.is_independent())
        {
            batch.extend(writes.next());
        }
        let answers = stream::iter(batch.into_iter().map(|write| one(client, write)));
        let answers: Vec<_> = answers.buffered(CONCURRENT).collect().await;
        let mut worst = Outcome::Done;
        for (shown, outcome) in answers {
            seen.extend(shown);
            if !matches!(outcome, Outcome::Done) && !matches!(worst, Outcome::Failed(_)) {
                worst = outcome;
            }
        }
        if !matches!(worst, Outcome::Done) {
            return worst;
        }
    }
    Outcome::Done
}

async fn one(client: &Client, prepared: Prepared) -> (Option<Seen>, Outcome) {
    match send(client, &prepared).await {
        Ok(seen) => (seen, Outcome::Done),
        Err(error) => judge(&prepared.write, &error),
    }
}

async fn send(client: &Client, prepared: &Prepared) -> Result<Option<Seen>, Error> {
    if let Write::Empty { namespace } = &prepared.write {
        empty(client, namespace, &prepared.all).await?;
        return Ok(None);
    }
    let Some(resource) = &prepared.resource else {
        // A kind that is served no more.
        return Ok(None);
    };
    let by = prepared.manager;
    match &prepared.write {
        Write::Create { namespace, object } => {
            let path = format!("{}?fieldManager={by}", resource.path(Some(namespace)));
            let created = request::post(client, &path, object).await?;
            Ok(shown(resource, created))
        }
        Write::Replace {
            key,
            object,
            subresource,
        } => {
            let path = path(resource, key, subresource);
            let replaced = request::put(client, &format!("{path}?fieldManager={by}"), object).await?;
            Ok(shown(resource, replaced))
        }
        Write::Patch { key, patch } => {
            let path = path(resource, key, "");
            let patched = request::patch(client, &format!("{path}?fieldManager={by}"), patch).await?;
            // A patch may have removed the last finalizer of a deleted object.
            let gone = patched["metadata"]["deletionTimestamp"].is_string()
                && patched["metadata"]["finalizers"]
                    .as_array()
                    .is_none_or(Vec::is_empty)
                && key.kind != Kind::POD;
            if gone {
                let uid = patched["metadata"]["uid"].as_str().unwrap_or_default().to_owned();
                return Ok(Some(Seen::Gone(key.clone(), uid)));
            }
            Ok(shown(resource, patched))
        }
        Write::Delete {
            key,
            uid,
            policy,
            grace,
        } => {
            let mut options = json!({ "preconditions": { "uid": uid } });
            if !policy.is_empty() {
                options["propagationPolicy"] = json!(policy);
            }
            if let Some(grace) = grace {
                options["gracePeriodSeconds"] = json!(grace);
            }
            let answer = request::delete(client, &path(resource, key, ""), &options).await?;
            Ok(deleted(resource, key, uid, answer))
        }
        Write::Bind { key, uid, node } => {
            let binding = json!({
                "apiVersion": "v1", "kind": "Binding", "metadata": { "name": key.name, "uid": uid },
                "target": { "apiVersion": "v1", "kind": "Node", "name": node },
            });
            let path = path(resource, key, "binding");
            request::post(client, &format!("{path}?fieldManager={by}"), &binding).await?;
            Ok(None)
        }
        Write::Look { key, uid } => {
            let accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
            let found = request::get(client, &path(resource, key, ""), accept).await?;
            // If it exists, its watch reports it.
            let other = found["metadata"]["uid"] != uid.as_str();
            Ok(other.then(|| Seen::Absent(uid.clone())))
        }
        Write::Empty { .. } => Ok(None),
    }
}

fn path(resource: &Resource, key: &Key, subresource: &str) -> String {
    let object = format!("{}/{}", resource.path(Some(&key.namespace)), key.name);
    if subresource.is_empty() {
        object
    } else {
        format!("{object}/{subresource}")
    }
}

/// An object in an answer, if it is one that controllers read as a whole.
fn shown(resource: &Resource, value: Value) -> Option<Seen> {
    let kind = resource.kind();
    if !resource.watched {
        return None;
    }
    let object = if kind.is_whole() {
        slim(&kind, value)
    } else {
        Object::new(json!({ "metadata": value["metadata"] }))
    };
    let key = Key::new(kind, object.namespace(), object.name());
    Some(Seen::Object(key, object))
}

fn deleted(resource: &Resource, key: &Key, uid: &str, answer: Value) -> Option<Seen> {
    let stays = answer["metadata"]["deletionTimestamp"].is_string()
        && (answer["metadata"]["finalizers"].is_array()
            || answer["metadata"]["deletionGracePeriodSeconds"]
                .as_i64()
                .unwrap_or(0)
                > 0
            || key.kind == Kind::NAMESPACE);
    if stays {
        shown(resource, answer)
    } else {
        Some(Seen::Gone(key.clone(), uid.to_owned()))
    }
}

/// What a refusal means for the one who asked.
fn judge(write: &Write, error: &Error) -> (Option<Seen>, Outcome) {
    let (code, reason) = request::refusal(error).unwrap_or((0, ""));
    match (write, code) {
        (Write::Look { uid, .. }, 404) => (Some(Seen::Absent(uid.clone())), Outcome::Done),
        (Write::Delete { key, uid, .. }, 404) => (Some(Seen::Gone(key.clone(), uid.clone())), Outcome::Done),
        (Write::Delete { uid, .. }, 409) => (Some(Seen::Absent(uid.clone())), Outcome::Done),
        (
            Write::Replace { .. } | Write::Patch { .. } | Write::Bind { .. } | Write::Empty { .. },
            404 | 409,
        ) => (None, Outcome::Stale),
        // A namespace that is being deleted takes nothing.
        (Write::Create { .. }, 403) if error.to_string().contains("because it is being terminated") => {
            (None, Outcome::Stale)
        }
        (Write::Create { .. }, 404) => (None, Outcome::Stale),
        (Write::Create { .. }, 409) if reason != "AlreadyExists" => (None, Outcome::Stale),
        (_, 0) => (None, Outcome::Stale),
        _ => (None, Outcome::Failed(message(error))),
    }
}

fn message(error: &Error) -> String {
    match error {
        Error::Api(status) => status.message.clone(),
        error => error.to_string(),
    }
}

/// Deletes all objects in a namespace.
///
/// # Errors
///
/// If a request fails, or objects stay: their finalizers are removed by others.
async fn empty(client: &Client, namespace: &str, all: &[Resource]) -> Result<(), Error> {
    let kinds = stream::iter(all.iter().map(|resource| empty_kind(client, namespace, resource)));
    let left: Vec<Result<bool, Error>> = kinds.buffered(CONCURRENT).collect().await;
    for left in left {
        if left? {
            return Err(Error::Api(Box::new(
                kube::core::Status::failure("objects stay", "Conflict").with_code(409),
            )));
        }
    }
    Ok(())
}

/// Whether objects of a kind stay.
async fn empty_kind(client: &Client, namespace: &str, resource: &Resource) -> Result<bool, Error> {
    let accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    let path = resource.path(Some(namespace));
    let first = format!("{path}?limit=1");
    let is_empty = |list: &Value| list["items"].as_array().is_none_or(Vec::is_empty);
    match request::get(client, &first, accept).await {
        Ok(list) if is_empty(&list) => return Ok(false),
        Ok(_) => {}
        // A kind that is served no more.
        Err(error) if matches!(request::refusal(&error), Some((404 | 405, _))) => return Ok(false),
        Err(error) => return Err(error),
    }
    let options = json!({ "propagationPolicy": "Background" });
    request::delete(client, &path, &options).await?;
    let list = request::get(client, &first, accept).await?;
    Ok(!is_empty(&list))
}
