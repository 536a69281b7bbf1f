//! Reads modules as `kubewright manifests` does, to check that they give the same CRD.

use std::collections::BTreeMap;

use kubewright_core::crd::{Crd, Version, definitions};
use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::ir::Decl;
use kubewright_core::lower::{Graph, Lowerer, Options, Place, Target, known};
use kubewright_core::parse::{self, DocText, Parsed, Reference};
use syn::{DeriveInput, Item, UseTree};

use crate::Problem;

/// The types of a module.
#[derive(Default)]
struct Module {
    decls: Vec<Decl>,
    targets: Vec<Vec<Target<usize>>>,
}

impl Graph for Module {
    type Node = usize;

    fn decl(&self, node: &usize) -> &Decl {
        &self.decls[*node]
    }

    fn target(&self, node: &usize, reference: usize) -> Target<usize> {
        self.targets[*node][reference].clone()
    }
}

/// The CRD that the modules of a kind give.
pub(crate) fn crd(texts: &[&str]) -> Result<Crd, Problem> {
    let mut versions = Vec::new();
    for text in texts {
        versions.push(version(text)?);
    }
    let crds = definitions(&versions, None);
    let crds = crds.map_err(|errors| first(errors.into_iter().map(|error| error.message)))?;
    crds.into_iter()
        .next()
        .ok_or_else(|| Problem::new("no version is left"))
}

fn version(text: &str) -> Result<Version, Problem> {
    let file =
        syn::parse_file(text).map_err(|error| Problem::new(format!("the types cannot be read: {error}")))?;
    let mut imports = BTreeMap::new();
    let mut parsed = Vec::new();
    for item in file.items {
        match item {
            Item::Use(item) => import(Vec::new(), &item.tree, &mut imports),
            Item::Struct(item) => parsed.push(read(&item.into())),
            Item::Enum(item) => parsed.push(read(&item.into())),
            _ => {}
        }
    }
    let nodes: BTreeMap<String, usize> = parsed
        .iter()
        .enumerate()
        .map(|(index, parsed)| (parsed.decl.name.clone(), index))
        .collect();
    let mut module = Module::default();
    for Parsed {
        decl,
        references,
        mut errors,
        ..
    } in parsed
    {
        let found = errors.take();
        if !found.is_empty() {
            return Err(first(found.into_iter().map(|error| about(&decl, error.message))));
        }
        let targets = references
            .iter()
            .map(|reference| target(reference, &nodes, &imports));
        module.targets.push(targets.collect());
        module.decls.push(decl);
    }
    let root = module.decls.iter().position(|decl| decl.root.is_some());
    let mut lowerer = Lowerer::new(&module, Options::default());
    let version = root.and_then(|root| lowerer.version(&root));
    let errors = lowerer.into_errors();
    if !errors.is_empty() {
        let place = |error: Located<Place<usize>>| about(&module.decls[error.place.node], error.message);
        return Err(first(errors.into_iter().map(place)));
    }
    version.ok_or_else(|| Problem::new("the types have no root"))
}

fn read(input: &DeriveInput) -> Parsed {
    match input
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("resource"))
    {
        true => parse::root(input, DocText::InAttributes),
        false => parse::item(input, DocText::InAttributes),
    }
}

fn import(mut before: Vec<String>, tree: &UseTree, imports: &mut BTreeMap<String, String>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            import(before, &path.tree, imports);
        }
        UseTree::Name(name) => {
            let name = name.ident.to_string();
            before.push(name.clone());
            imports.insert(name, before.join("::"));
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                import(before.clone(), tree, imports);
            }
        }
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

fn target(
    reference: &Reference,
    nodes: &BTreeMap<String, usize>,
    imports: &BTreeMap<String, String>,
) -> Target<usize> {
    let written = reference.path.join("::");
    if let Some(node) = nodes.get(&written) {
        return Target::Node(*node);
    }
    let path = imports.get(&written).unwrap_or(&written);
    match known::construct(path, &reference.args) {
        Some(Ok(ty)) => Target::Type(ty),
        Some(Err(message)) => Target::Unresolved(message),
        None => Target::Unresolved(Message::new(format!("`{path}` has no schema"))),
    }
}

fn about(decl: &Decl, message: Message) -> Message {
    Message {
        text: format!("type `{}`: {}", decl.name, message.text),
        ..message
    }
}

fn first(messages: impl Iterator<Item = Message>) -> Problem {
    let mut all: Vec<Message> = messages.collect();
    let count = all.len();
    let mut message = match all.is_empty() {
        true => Message::new("the types have errors"),
        false => all.remove(0),
    };
    if count > 1 {
        message.text += &format!(" (and {} more)", count - 1);
    }
    let mut problem = Problem::new("");
    problem.message = message;
    problem
}
