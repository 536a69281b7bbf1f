//! The kinds whose objects can be checked.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::suggest::nearest;
use kubewright_validation::{Kind, Step};

use super::builtin;
use super::input::{Input, Object};

/// The kinds by `apiVersion` and `kind`.
#[derive(Default)]
pub(super) struct Kinds {
    known: BTreeMap<(String, String), Kind>,
    /// The kinds that only a version has that is not served.
    unserved: BTreeSet<(String, String)>,
}

impl Kinds {
    pub(super) fn add_all(&mut self, crds: impl IntoIterator<Item = Crd>) {
        for crd in crds {
            self.add_unserved(&crd);
            for kind in Kind::all(&crd) {
                self.known
                    .insert((kind.api_version(), kind.name().to_owned()), kind);
            }
        }
    }

    fn add_unserved(&mut self, crd: &Crd) {
        let unserved = crd.spec.versions.iter().filter(|version| !version.served);
        self.unserved.extend(unserved.map(|version| {
            let kind = Kind::new(crd, version);
            (kind.api_version(), kind.name().to_owned())
        }));
    }

    /// Adds a CRD among the objects, if another one has not defined its kinds.
    pub(super) fn add_found(&mut self, crd: &Crd) {
        self.add_unserved(crd);
        for kind in Kind::all(crd) {
            let key = (kind.api_version(), kind.name().to_owned());
            self.known.entry(key).or_insert(kind);
        }
    }

    /// Adds the kinds of Kubernetes that the objects of a file have.
    pub(super) fn add_builtin(&mut self, input: &Input) {
        for object in &input.objects {
            let key = key(object);
            if !object.is_crd()
                && !object.is_of_a_tool()
                && !self.known.contains_key(&key)
                && let Some(kind) = builtin::kind(&key.0, &key.1)
            {
                self.known.insert(key, kind);
            }
        }
    }

    pub(super) fn of(&self, object: &Object) -> Option<&Kind> {
        self.known.get(&key(object))
    }

    /// Each `apiVersion` and `kind` that is known.
    pub(super) fn names(&self) -> BTreeSet<(String, String)> {
        self.known.keys().cloned().collect()
    }

    /// Whether a CRD has the version, and does not serve it.
    pub(super) fn is_unserved(&self, api_version: &str, kind: &str) -> bool {
        self.unserved.contains(&(api_version.to_owned(), kind.to_owned()))
    }
}

fn key(object: &Object) -> (String, String) {
    let text = |pointer| object.text(pointer).to_owned();
    (text("/apiVersion"), text("/kind"))
}

/// The name that was probably meant.
pub(super) fn hint(kind: &Kind, at: &[Step]) -> String {
    let Some(Step::Key(written)) = at.last() else {
        return String::new();
    };
    match nearest(written, kind.names_beside(at)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}
