//! The kinds whose objects can be checked.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::suggest::nearest;
use kubewright_validation::{Kind, Step};
use serde_json::Value;

use super::builtin;
use super::input::{Input, Object};
use crate::commands::errors::{Stop, fail};

/// The kinds by `apiVersion` and `kind`.
#[derive(Default)]
pub(super) struct Kinds {
    known: BTreeMap<(String, String), Kind>,
    /// The kinds that only a version has that is not served.
    unserved: BTreeSet<(String, String)>,
    /// The groups and kinds whose versions a webhook converts.
    converting: BTreeSet<(String, String)>,
}

impl Kinds {
    pub(super) fn add_all(&mut self, crds: impl IntoIterator<Item = Crd>) {
        for crd in crds {
            self.add_unserved(&crd);
            self.add_conversion(&crd);
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

    fn add_conversion(&mut self, crd: &Crd) {
        let conversion = crd.spec.conversion.as_ref();
        if conversion.is_some_and(|conversion| conversion["strategy"] == "Webhook") {
            let key = (crd.spec.group.clone(), crd.spec.names.kind.clone());
            self.converting.insert(key);
        }
    }

    /// The old state of an object, in the version of the new one. Without a webhook, the API server changes nothing but the version.
    pub(super) fn converted<'o>(&self, old: &'o Object, new: &Object) -> Result<Cow<'o, Value>, Stop> {
        let (before, after) = (old.text("/apiVersion"), new.text("/apiVersion"));
        // Changes of Kubernetes' own kinds are judged without the old object.
        if before == after || self.of(new).is_some_and(Kind::is_only_fields) {
            return Ok(Cow::Borrowed(old.value()));
        }
        let (kind, name) = (new.text("/kind"), new.text("/metadata/name"));
        let (group, version) = after.rsplit_once('/').unwrap_or(("", after));
        let help = format!(
            "give the old object in `{after}`, as `kubectl get {kind}.{version}.{group} {name} --output yaml` prints it"
        );
        if self.converting.contains(&(group.to_owned(), kind.to_owned())) {
            let text = format!(
                "the old state of {kind} {name} is in `{before}`, and only the webhook of its CRD can convert it to `{after}`"
            );
            return Err(fail(text, help));
        }
        if !self.known.contains_key(&key(old)) && !self.unserved.contains(&key(old)) {
            let text =
                format!("the old state of {kind} {name} is in `{before}`, which its CRD does not have");
            return Err(fail(text, help));
        }
        let mut value = old.value().clone();
        value["apiVersion"] = after.into();
        Ok(Cow::Owned(value))
    }

    /// Adds a CRD among the objects, if another one has not defined its kinds.
    pub(super) fn add_found(&mut self, crd: &Crd) {
        self.add_unserved(crd);
        self.add_conversion(crd);
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
