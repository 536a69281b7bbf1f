//! The imports of a module.

use std::collections::{BTreeMap, BTreeSet};

use super::Written;
use crate::model::{Body, Form, Id, Item, Ty};

/// What a module imports.
pub(super) struct Uses {
    /// Paths of types of other crates and modules, by the names that the module uses.
    imported: BTreeMap<String, String>,
    /// The types that the module declares.
    local: BTreeSet<String>,
    map: bool,
    root: bool,
    schema: bool,
    module: Vec<String>,
}

impl Uses {
    pub(super) fn new(written: &Written<'_>, module: &[String], items: &[&Item]) -> Self {
        let mut uses = Self {
            imported: BTreeMap::new(),
            local: items
                .iter()
                .map(|item| written.places.name(&item.id).to_owned())
                .collect(),
            map: false,
            root: items.iter().any(|item| item.root.is_some()),
            schema: items
                .iter()
                .any(|item| item.root.is_none() && !matches!(item.body, Body::Alias(_))),
            module: module.to_vec(),
        };
        if uses.root {
            uses.known(kubewright_core::lower::known::OBJECT_META);
        }
        for item in items {
            match &item.body {
                Body::Struct(fields) => {
                    for field in fields {
                        uses.map |= field.form == Form::Filled && matches!(field.ty, Ty::Map(..));
                        uses.add(&field.ty, written);
                    }
                }
                Body::Newtype(ty, _) | Body::Alias(ty) => uses.add(ty, written),
                Body::Enum(_) => {}
            }
        }
        uses
    }

    fn add(&mut self, ty: &Ty, written: &Written<'_>) {
        match ty {
            Ty::Plain(..) => {}
            Ty::Known(path) => self.known(path),
            Ty::List(inner) => self.add(inner, written),
            Ty::Map(key, value) => {
                self.map = true;
                self.add(key, written);
                self.add(value, written);
            }
            Ty::Local(id) => {
                let name = written.places.name(id);
                let path = self.relative(id, written);
                if path != name && !self.local.contains(name) {
                    self.imported.entry(name.to_owned()).or_insert(path);
                }
            }
        }
    }

    fn known(&mut self, path: &str) {
        let name = path.rsplit("::").next().unwrap_or(path);
        if !self.local.contains(name) {
            self.imported
                .entry(name.to_owned())
                .or_insert_with(|| path.to_owned());
        }
    }

    /// The path of a type as seen from the module; its name if it is in the module.
    fn relative(&self, id: &Id, written: &Written<'_>) -> String {
        let target = written.places.module(id);
        let name = written.places.name(id);
        if target == self.module {
            return name.to_owned();
        }
        let shared = self
            .module
            .iter()
            .zip(target)
            .take_while(|(left, right)| left == right)
            .count();
        let up = vec!["super"; self.module.len() - shared];
        let down = target[shared..].iter().map(String::as_str);
        let path: Vec<&str> = up.into_iter().chain(down).chain([name]).collect();
        path.join("::")
    }

    /// How a type is written.
    pub(super) fn local(&self, id: &Id, written: &Written<'_>) -> String {
        let path = self.relative(id, written);
        let name = written.places.name(id);
        match self.imported.get(name) == Some(&path) {
            true => name.to_owned(),
            false => path,
        }
    }

    /// How a type of another crate is written.
    pub(super) fn other<'a>(&self, path: &'a str) -> &'a str {
        let name = path.rsplit("::").next().unwrap_or(path);
        match self.imported.get(name).is_some_and(|imported| imported == path) {
            true => name,
            false => path,
        }
    }

    /// The `use` items.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        if self.map {
            text += "use std::collections::BTreeMap;\n\n";
        }
        let runtime = match (self.root, self.schema) {
            (true, true) => Some("kubewright_runtime::{CustomResource, Schema}"),
            (true, false) => Some("kubewright_runtime::CustomResource"),
            (false, true) => Some("kubewright_runtime::Schema"),
            (false, false) => None,
        };
        let serde = self.schema.then_some("serde::{Deserialize, Serialize}");
        let (own, mut others): (Vec<&str>, Vec<&str>) = self
            .imported
            .values()
            .map(String::as_str)
            .partition(|path| path.starts_with("super::"));
        others.extend(runtime);
        others.extend(serde);
        for mut group in [others, own] {
            group.sort_by_key(|path| path.split("::").map(sort_key).collect::<Vec<_>>());
            for path in &group {
                text += &format!("use {path};\n");
            }
            if !group.is_empty() {
                text.push('\n');
            }
        }
        text
    }
}

/// rustfmt sorts `super` first.
fn sort_key(segment: &str) -> (bool, &str) {
    (segment != "super", segment)
}
