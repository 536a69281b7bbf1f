//! What paths mean in a module.

use std::collections::BTreeMap;
use std::rc::Rc;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Named, Path};

use super::Files;
use crate::item::Declared;
use crate::kube::shared::Place;
use crate::source::{self, ItemId, ModuleId, Name, Resolved};

/// Crates whose types have a schema in schemars, but that are read like any other.
const BY_NAME: [&str; 4] = ["either", "semver", "smallvec", "smol_str"];

impl Files<'_> {
    /// What a path means as a type.
    pub(crate) fn resolve(&self, module: ModuleId, path: &Path) -> Resolved {
        self.source().resolve_in(module, &name(path))
    }

    /// The modules and names where something that is no type may be declared.
    pub(crate) fn value_places(&self, module: ModuleId, path: &Path) -> Vec<(ModuleId, String)> {
        self.source().value_places(module, &name(path))
    }

    /// The type from which kube's derive generates the struct with this path, and the name of that.
    pub(in crate::kube) fn generated(&self, module: ModuleId, path: &Path) -> Option<(ItemId, String)> {
        let mut source = self.source();
        let places = source.value_places(module, &name(path));
        let is_at = |(module, name): &(ModuleId, String), item: &source::Item<Declared>| {
            let kind = item.data.as_ref().and_then(|data| data.kube.as_ref());
            item.module == *module
                && kind.is_some_and(|kind| kind.root.as_ref().unwrap_or(&kind.kind) == name)
        };
        places.into_iter().find_map(|place| {
            let found = source.items().find(|&(_, item)| is_at(&place, item))?.0;
            Some((found, place.1))
        })
    }

    /// What a path means, which is looked up once.
    pub(super) fn named(&self, module: ModuleId, path: &Path) -> Result<Named<Place>, Message> {
        let known =
            |meanings: &BTreeMap<_, BTreeMap<_, Named<Place>>>| meanings.get(&module)?.get(path).cloned();
        if let Some(known) = known(&self.meanings.borrow()) {
            return Ok(known);
        }
        let named = self.looked_up(module, path)?;
        let mut meanings = self.meanings.borrow_mut();
        meanings
            .entry(module)
            .or_default()
            .insert(path.clone(), named.clone());
        Ok(named)
    }

    fn looked_up(&self, module: ModuleId, path: &Path) -> Result<Named<Place>, Message> {
        let resolved = self.source().resolve_in(module, &name(path));
        match resolved {
            Resolved::Local(id) => {
                let whole = self.source().path_of(id);
                let of = whole.split("::").next().unwrap_or_default();
                if BY_NAME.contains(&of) {
                    let last = whole.rsplit("::").next().unwrap_or_default();
                    return Ok(Named::External(format!("{of}::{last}")));
                }
                self.item(id).map(Named::Item)
            }
            Resolved::External(path) => Ok(Named::External(path)),
            Resolved::Unresolved(message) => match &path.segments[..] {
                [only] if only == "Default" => Ok(Named::External("std::default::Default".to_owned())),
                _ => match self.generated(module, path) {
                    Some((id, name)) => Ok(Named::Item(Rc::new(self.item(id)?.generating(&name)))),
                    None => Err(message),
                },
            },
        }
    }
}

/// A path as the source has it.
fn name(path: &Path) -> Name {
    Name {
        global: path.global,
        segments: path.segments.clone(),
    }
}
