//! The kinds whose objects can be checked.

use std::collections::BTreeMap;

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_import::documents;
use kubewright_validation::Kind;

use super::builtin;
use super::input::{Input, Object};
use crate::commands::errors::Stop;

/// The kinds by `apiVersion` and `kind`.
#[derive(Default)]
pub(super) struct Kinds {
    known: BTreeMap<(String, String), Kind>,
}

impl Kinds {
    pub(super) fn add_all(&mut self, crds: impl IntoIterator<Item = Crd>) {
        for crd in crds {
            for kind in Kind::all(&crd) {
                self.known
                    .insert((kind.api_version(), kind.name().to_owned()), kind);
            }
        }
    }

    /// Adds the CRDs among the objects of a file, if others have not defined their kinds.
    pub(super) fn add_text(&mut self, input: &Input) -> Result<(), Stop> {
        let has_crds = input
            .objects
            .iter()
            .any(|object| object.text("/kind") == "CustomResourceDefinition");
        if !has_crds {
            return Ok(());
        }
        let found =
            documents(&input.text).map_err(|problem| Message::new(format!("`{}`: {problem}", input.name)))?;
        for crd in found.crds {
            for kind in Kind::all(&crd) {
                let key = (kind.api_version(), kind.name().to_owned());
                self.known.entry(key).or_insert(kind);
            }
        }
        Ok(())
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
}

fn key(object: &Object) -> (String, String) {
    let text = |pointer| object.text(pointer).to_owned();
    (text("/apiVersion"), text("/kind"))
}
