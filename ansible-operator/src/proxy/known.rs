//! What a run knows about objects: no answer to it may be older.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use http::Method;
use kubewright_runtime::ObjectKey;
use serde_json::Value;

use super::path::Path;

/// What a run knows about the objects of which the operator has copies.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<State>);

/// What a run knows about one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knowledge {
    /// It has seen or written this version; 0 if it knows nothing.
    AtLeast(u64),
    /// It may know a version that the proxy does not: of a list, or of a write that failed or whose answer did not come.
    Unsure,
}

#[derive(Debug, Default)]
struct State {
    /// Whether everything is unsure.
    all: bool,
    /// By group and plural. All versions of a kind are the same objects.
    kinds: BTreeMap<(String, String), OfKind>,
}

#[derive(Debug, Default)]
struct OfKind {
    /// Requests that concern any number of objects, and have told nothing.
    open: usize,
    objects: BTreeMap<ObjectKey, OfObject>,
}

#[derive(Debug, Default)]
struct OfObject {
    /// Requests that have told nothing.
    open: usize,
    version: u64,
}

/// A request that has been sent. Unless its answer tells a version, what it concerns is unsure until the run ends.
pub(super) struct Open<'k> {
    known: &'k Known,
    kind: (String, String),
    key: Option<ObjectKey>,
}

impl Known {
    /// Remembers that the run knows an object in a version, as from its variables.
    pub(crate) fn saw(&self, group: &str, plural: &str, key: &ObjectKey, version: Option<&str>) {
        let version = version.and_then(|version| version.parse().ok());
        let mut state = self.state();
        let object = state.object(&(group.to_owned(), plural.to_owned()), key);
        match version {
            Some(version) => object.version = object.version.max(version),
            None => object.open += 1,
        }
    }

    /// Makes everything unsure.
    pub(super) fn doubt(&self) {
        self.state().all = true;
    }

    /// A request is sent whose answer may tell the run something about the objects of a path.
    pub(super) fn open(&self, path: &Path<'_>) -> Open<'_> {
        let kind = (path.group.to_owned(), path.plural.to_owned());
        let key = path.key();
        let mut state = self.state();
        match &key {
            Some(key) => state.object(&kind, key).open += 1,
            None => state.kinds.entry(kind.clone()).or_default().open += 1,
        }
        Open {
            known: self,
            kind,
            key,
        }
    }

    /// Returns what the run knows about an object.
    pub(super) fn of(&self, group: &str, plural: &str, key: &ObjectKey) -> Knowledge {
        let state = self.state();
        if state.all {
            return Knowledge::Unsure;
        }
        let Some(kind) = state.kinds.get(&(group.to_owned(), plural.to_owned())) else {
            return Knowledge::AtLeast(0);
        };
        match kind.objects.get(key) {
            _ if kind.open > 0 => Knowledge::Unsure,
            Some(object) if object.open > 0 => Knowledge::Unsure,
            Some(object) => Knowledge::AtLeast(object.version),
            None => Knowledge::AtLeast(0),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn object(&mut self, kind: &(String, String), key: &ObjectKey) -> &mut OfObject {
        let kind = self.kinds.entry(kind.clone()).or_default();
        kind.objects.entry(key.clone()).or_default()
    }
}

impl Open<'_> {
    /// The request succeeded with this answer.
    pub(super) fn answered(self, method: &Method, answer: &Value) {
        let Some((key, version)) = told(method, answer) else {
            return;
        };
        let mut state = self.known.state();
        match &self.key {
            Some(asked) if *asked == key => state.object(&self.kind, asked).open -= 1,
            Some(_) => return,
            None => state.kinds.entry(self.kind.clone()).or_default().open -= 1,
        }
        let object = state.object(&self.kind, &key);
        object.version = object.version.max(version);
    }
}

/// Returns the object and the version that an answer tells, if the object exists in that version.
fn told(method: &Method, answer: &Value) -> Option<(ObjectKey, u64)> {
    let metadata = &answer["metadata"];
    let name = metadata["name"].as_str()?;
    let version = metadata["resourceVersion"].as_str()?.parse().ok()?;
    let ends = metadata["deletionTimestamp"].is_string();
    let is_held = metadata["finalizers"]
        .as_array()
        .is_some_and(|all| !all.is_empty());
    // Without a finalizer it may be gone already: whoever removes the last one gets the version before.
    if ends && !is_held || *method == Method::DELETE && !ends {
        return None;
    }
    let key = match metadata["namespace"].as_str() {
        Some(namespace) => ObjectKey::namespaced(namespace, name),
        None => ObjectKey::cluster(name),
    };
    Some((key, version))
}

#[cfg(test)]
mod tests;
