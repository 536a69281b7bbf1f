//! The imports of a module.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Body, Field, Item, Root, Ty};
use crate::{Map, Options, known};

/// What a module imports.
pub(super) struct Uses {
    /// Types of other crates, by their short names.
    known: BTreeMap<String, String>,
    map: Option<Map>,
    described: bool,
}

impl Uses {
    /// What these types need.
    pub(super) fn new(root: &Root, items: &[Item], options: &Options) -> Self {
        let mut uses = Self {
            known: BTreeMap::new(),
            map: None,
            described: !items.is_empty(),
        };
        uses.add(&Ty::Known(known::OBJECT_META.to_owned()), options);
        uses.fields(&root.fields, options);
        for item in items {
            match &item.body {
                Body::Struct { fields, open } => {
                    uses.fields(fields, options);
                    if *open {
                        uses.map = Some(options.map);
                    }
                }
                Body::Union(variants) => {
                    let data = variants.iter().map(|variant| &variant.field.ty);
                    data.for_each(|ty| uses.add(ty, options));
                }
                Body::Newtype(ty) => uses.add(ty, options),
                Body::Enum(_) => {}
            }
        }
        uses
    }

    fn fields(&mut self, fields: &[Field], options: &Options) {
        for field in fields {
            self.add(&field.ty, options);
        }
    }

    fn add(&mut self, ty: &Ty, options: &Options) {
        match ty {
            Ty::Known(path) => {
                let name = short(path).to_owned();
                self.known.entry(name).or_insert_with(|| path.clone());
            }
            Ty::List(inner) => self.add(inner, options),
            Ty::Map(inner) => {
                self.map = Some(options.map);
                self.add(inner, options);
            }
            Ty::Bool | Ty::I32 | Ty::I64 | Ty::F64 | Ty::String | Ty::Value | Ty::Local(_) => {}
        }
    }

    /// The names that are imported.
    pub(super) fn imported(&self) -> BTreeSet<String> {
        self.known.keys().cloned().collect()
    }

    /// How a type of another crate is written.
    pub(super) fn name<'a>(&self, path: &'a str) -> &'a str {
        let name = short(path);
        match self.known.get(name).is_some_and(|imported| imported == path) {
            true => name,
            false => path,
        }
    }

    /// The `use` items.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        if let Some(map) = self.map {
            text += &format!("use std::collections::{};\n\n", map.name());
        }
        let mut paths: Vec<&String> = self.known.values().collect();
        paths.sort_by_key(|path| path.split("::").map(sort_key).collect::<Vec<_>>());
        for path in paths {
            text += &format!("use {path};\n");
        }
        if self.described {
            text +=
                "use kubewright_runtime::{CustomResource, Schema};\nuse serde::{Deserialize, Serialize};\n";
        } else {
            text += "use kubewright_runtime::CustomResource;\n";
        }
        text
    }
}

/// rustfmt sorts modules before types.
fn sort_key(segment: &str) -> (bool, &str) {
    (
        segment.starts_with(|first: char| first.is_ascii_uppercase()),
        segment,
    )
}

fn short(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
