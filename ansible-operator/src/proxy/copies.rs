//! The objects that the operator has whole.

use std::sync::{Mutex, MutexGuard, PoisonError};

use kubewright_runtime::DynamicKind;
use kubewright_runtime::cache::{KindCache, Text};
use kubewright_runtime::kube::core::DynamicObject;

use super::{
    Grant,
    grant::is_event,
    path::Path,
    source::{Asked, Source, object_of, source},
};

/// The kinds that `watches.yaml` lists. Of others, the operator has only the metadata.
#[derive(Default)]
pub(super) struct Copies(Mutex<Vec<Copy>>);

#[derive(Clone)]
struct Copy {
    kind: DynamicKind,
    cache: KindCache<DynamicObject>,
}

impl Copies {
    /// Adds a kind whose cache keeps the text of objects.
    pub(super) fn add(&self, kind: &DynamicKind, cache: KindCache<DynamicObject>) {
        // Events have two groups, and whoever writes by one and reads by the other must find what he wrote.
        if !is_event(kind.resource()) {
            let kind = kind.clone();
            self.all().push(Copy { kind, cache });
        }
    }

    /// Whether the operator has copies of the objects that a path names, in any version of their kind.
    pub(super) fn concern(&self, path: &Path<'_>) -> bool {
        let mut all = self.all().clone().into_iter();
        all.any(|copy| {
            let resource = copy.kind.resource();
            resource.group == path.group && resource.plural == path.plural
        })
    }

    /// Returns the object that a request of a run asks for, if a copy is as good as the answer of the API server.
    pub(super) fn find(&self, grant: &Grant, asked: Asked<'_>) -> Option<String> {
        let all = self.all().clone();
        let (copy, key) = all.iter().find_map(|copy| {
            let key = object_of(&copy.kind, asked.path)?;
            Some((copy, key))
        })?;
        let resource = copy.kind.resource();
        if grant.is_listed(resource) {
            return None;
        }
        let Text { version, json, .. } = copy.cache.text(&key)?;
        let knowledge = grant.known.of(&resource.group, &resource.plural, &key);
        match source(asked, Some(version), knowledge) {
            Source::Cache => Some(json),
            Source::ApiServer => None,
        }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Copy>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
