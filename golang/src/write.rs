//! The text of a module, formatted as rustfmt formats it.

mod items;
mod uses;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::{Body, Form, Id, Item, Ty};
use crate::places::{Path, Places};
use items::Items;
use uses::Uses;

/// Everything that is written.
pub(crate) struct Written<'a> {
    pub(crate) items: &'a BTreeMap<Id, Rc<Item>>,
    pub(crate) places: &'a Places,
}

impl Written<'_> {
    /// The text of a module: its items, in the order of the Go files.
    pub(crate) fn module(&self, path: &Path, items: &[&Item]) -> String {
        let uses = Uses::new(self, path, items);
        let kinds: Vec<&str> = items
            .iter()
            .filter(|item| item.root.is_some())
            .map(|item| item.id.name.as_str())
            .collect();
        let files: BTreeSet<&str> = items.iter().map(|item| item.file.as_str()).collect();
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        let mut text = match kinds.as_slice() {
            [] => format!("//! Types of {}.\n\n", files.join(", ")),
            [kind] => format!("//! The API type {kind}, from {}.\n\n", files.join(", ")),
            _ => format!(
                "//! The API types {}, from {}.\n\n",
                kinds.join(", "),
                files.join(", ")
            ),
        };
        text += kubewright_import::ALLOWED;
        text += &uses.text();
        let writer = Items::new(self, &uses);
        for item in items {
            if !text.ends_with("\n\n") {
                text.push('\n');
            }
            text += &writer.item(item);
        }
        text
    }

    /// Returns whether a type has `Default`.
    fn has_default(&self, ty: &Ty, open: &mut BTreeSet<Id>) -> bool {
        match ty {
            Ty::Plain(..) | Ty::List(_) | Ty::Map(..) => true,
            Ty::Known(path) => kubewright_import::has_default(path),
            Ty::Local(id) => match self.items.get(id) {
                Some(item) if open.insert(id.clone()) => {
                    let has = self.item_has_default(item, open);
                    open.remove(id);
                    has
                }
                Some(_) | None => false,
            },
        }
    }

    fn item_has_default(&self, item: &Item, open: &mut BTreeSet<Id>) -> bool {
        match &item.body {
            _ if item.root.is_some() => false,
            Body::Struct(fields) => fields.iter().all(|field| match field.form {
                Form::Optional | Form::Nullable | Form::Filled => true,
                Form::Required | Form::Flat => self.has_default(&field.ty, open),
            }),
            Body::Enum(_) => false,
            Body::Newtype(ty, _) | Body::Alias(ty) => self.has_default(ty, open),
        }
    }

    /// Returns whether a value of a type holds a value of another type in itself, and not in a list or map.
    fn contains(&self, ty: &Ty, id: &Id) -> bool {
        let Ty::Local(first) = ty else { return false };
        let mut open = vec![first];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if next == id {
                return true;
            }
            let Some(item) = self.items.get(next).filter(|_| seen.insert(next)) else {
                continue;
            };
            match &item.body {
                Body::Struct(fields) => open.extend(fields.iter().filter_map(|field| local(&field.ty))),
                Body::Newtype(ty, _) | Body::Alias(ty) => open.extend(local(ty)),
                Body::Enum(_) => {}
            }
        }
        false
    }

    /// The types that are keys of maps, which have an order.
    fn is_key(&self, id: &Id) -> bool {
        self.items.values().any(|item| match &item.body {
            Body::Struct(fields) => fields.iter().any(|field| has_key(&field.ty, id)),
            Body::Newtype(ty, _) | Body::Alias(ty) => has_key(ty, id),
            Body::Enum(_) => false,
        })
    }
}

fn local(ty: &Ty) -> Option<&Id> {
    match ty {
        Ty::Local(id) => Some(id),
        Ty::Plain(..) | Ty::Known(_) | Ty::List(_) | Ty::Map(..) => None,
    }
}

fn has_key(ty: &Ty, id: &Id) -> bool {
    match ty {
        Ty::Plain(..) | Ty::Known(_) | Ty::Local(_) => false,
        Ty::List(inner) => has_key(inner, id),
        Ty::Map(key, value) => **key == Ty::Local(id.clone()) || has_key(value, id),
    }
}
