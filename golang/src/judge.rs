//! Reads the modules as `kubewright manifests` does: which CRDs they give, and what is wrong with them.

use std::collections::BTreeMap;

use kubewright_core::crd::{Crd, Version, definitions};
use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::ir::Decl;
use kubewright_core::lower::{self, Graph, Lowerer, Place, Target, known};
use kubewright_core::parse::{self, DocText, Parsed, Reference};
use syn::{DeriveInput, Item, UseTree};

use crate::places::Path;

/// An item: its module and its name.
pub(crate) type Name = (Path, String);

/// What the modules give.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) crds: Vec<Crd>,
    /// What is wrong, and with which item.
    pub(crate) errors: Vec<(Option<Name>, String)>,
}

#[derive(Default)]
struct Crate {
    names: Vec<Name>,
    decls: Vec<Decl>,
    targets: Vec<Vec<Target<usize>>>,
}

impl Graph for Crate {
    type Node = usize;

    fn decl(&self, node: &usize) -> &Decl {
        &self.decls[*node]
    }

    fn target(&self, node: &usize, reference: usize) -> Target<usize> {
        self.targets[*node][reference].clone()
    }
}

/// The imports of each module, by their short names.
type Imports = BTreeMap<Path, BTreeMap<String, Path>>;

/// Judges modules: paths and texts.
pub(crate) fn judge<'a>(
    modules: impl Iterator<Item = (&'a Path, &'a str)>,
    options: &lower::Options,
) -> Verdict {
    let mut verdict = Verdict::default();
    let mut imports = Imports::new();
    let mut found: Vec<(Name, Parsed)> = Vec::new();
    for (path, text) in modules {
        let file = match syn::parse_file(text) {
            Ok(file) => file,
            Err(error) => {
                let text = format!("the module `{}` cannot be read: {error}", path.join("::"));
                verdict.errors.push((None, text));
                continue;
            }
        };
        for item in file.items {
            let (name, parsed) = match item {
                Item::Use(item) => {
                    import(&[], &item.tree, imports.entry(path.clone()).or_default());
                    continue;
                }
                Item::Struct(item) => (item.ident.to_string(), read(&item.into())),
                Item::Enum(item) => (item.ident.to_string(), read(&item.into())),
                Item::Type(item) => (item.ident.to_string(), parse::alias(&item, DocText::InAttributes)),
                _ => continue,
            };
            found.push(((path.clone(), name), parsed));
        }
    }
    let nodes: BTreeMap<Name, usize> = found
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (name.clone(), index))
        .collect();
    let mut all = Crate::default();
    for (name, parsed) in found {
        let Parsed {
            decl,
            references,
            mut errors,
            ..
        } = parsed;
        let wrong = errors.take().into_iter();
        verdict
            .errors
            .extend(wrong.map(|error| (Some(name.clone()), said(&error.message))));
        let targets = references
            .iter()
            .map(|reference| target(reference, &name.0, &nodes, &imports));
        all.targets.push(targets.collect());
        all.decls.push(decl);
        all.names.push(name);
    }
    if verdict.errors.is_empty() {
        lowered(&all, options, &mut verdict);
    }
    verdict
}

fn lowered(all: &Crate, options: &lower::Options, verdict: &mut Verdict) {
    let mut lowerer = Lowerer::new(all, options.clone());
    let mut versions: Vec<Version> = Vec::new();
    for (node, decl) in all.decls.iter().enumerate() {
        match decl.root {
            Some(_) => versions.extend(lowerer.version(&node)),
            None => {
                let _ = lowerer.schema(&node);
            }
        }
    }
    let place =
        |error: Located<Place<usize>>| (Some(all.names[error.place.node].clone()), said(&error.message));
    verdict
        .errors
        .extend(lowerer.into_errors().into_iter().map(place));
    match definitions(&versions, None) {
        Ok(crds) => verdict.crds = crds,
        Err(errors) => {
            let of_crds = errors.into_iter().map(|error| (None, said(&error.message)));
            verdict.errors.extend(of_crds);
        }
    }
}

fn said(message: &Message) -> String {
    message.text.clone()
}

fn read(input: &DeriveInput) -> Parsed {
    let mut attributes = input.attrs.iter();
    match attributes.any(|attribute| attribute.path().is_ident("resource")) {
        true => parse::root(input, DocText::InAttributes),
        false => parse::item(input, DocText::InAttributes),
    }
}

fn import(before: &[String], tree: &UseTree, imports: &mut BTreeMap<String, Path>) {
    let with = |name: String| [before, &[name]].concat();
    match tree {
        UseTree::Path(path) => import(&with(path.ident.to_string()), &path.tree, imports),
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            imports.insert(name.clone(), with(name));
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| import(before, tree, imports)),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

fn target(
    reference: &Reference,
    module: &Path,
    nodes: &BTreeMap<Name, usize>,
    imports: &Imports,
) -> Target<usize> {
    let mut path = reference.path.clone();
    if let [name] = path.as_slice() {
        if let Some(node) = nodes.get(&(module.clone(), name.clone())) {
            return Target::Node(*node);
        }
        if let Some(imported) = imports.get(module).and_then(|imports| imports.get(name)) {
            path.clone_from(imported);
        }
    }
    if path.first().is_some_and(|first| first == "super") {
        let mut around = module.clone();
        let mut rest = path.iter().map(String::as_str).peekable();
        while rest.next_if_eq(&"super").is_some() {
            around.pop();
        }
        around.extend(rest.map(str::to_owned));
        let name = around.pop().unwrap_or_default();
        if let Some(node) = nodes.get(&(around, name)) {
            return Target::Node(*node);
        }
    }
    let path = path.join("::");
    match known::construct(&path, &reference.args) {
        Some(Ok(ty)) => Target::Type(ty),
        Some(Err(message)) => Target::Unresolved(message),
        None => Target::Unresolved(Message::new(format!("`{path}` has no schema"))),
    }
}
