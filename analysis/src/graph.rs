//! Resolves references between types in the source.

use std::collections::{BTreeMap, VecDeque};
use std::sync::LazyLock;

use kubewright_core::diagnostic::Message;
use kubewright_core::ir::{Body, Decl};
use kubewright_core::lower::{Graph, Target, known};

use super::item::{Declared, Form, Items};
use crate::source::{ItemId, Resolved, Source};

/// The types with schemas, and the targets of their references.
pub(super) struct Types<'s> {
    source: &'s Source<Items>,
    targets: &'s BTreeMap<ItemId, Vec<Target<ItemId>>>,
}

/// Finds all types that these refer to, and reads the packages of these.
pub(super) fn resolve(
    source: &mut Source<Items>,
    roots: impl IntoIterator<Item = ItemId>,
) -> BTreeMap<ItemId, Vec<Target<ItemId>>> {
    let mut targets = BTreeMap::new();
    let mut open: VecDeque<ItemId> = roots.into_iter().collect();
    while let Some(id) = open.pop_front() {
        if targets.contains_key(&id) {
            continue;
        }
        source.complete(id);
        let count = source
            .item(id)
            .data
            .as_ref()
            .map_or(0, |data| data.references.len());
        let found: Vec<_> = (0..count).map(|number| target(source, id, number)).collect();
        open.extend(found.iter().filter_map(|target| match target {
            Target::Node(id) => Some(*id),
            Target::Type(_) | Target::Unseen | Target::Stated | Target::Unresolved(_) => None,
        }));
        targets.insert(id, found);
    }
    targets
}

fn target(source: &mut Source<Items>, id: ItemId, number: usize) -> Target<ItemId> {
    let reference = source
        .item(id)
        .data
        .as_ref()
        .and_then(|data| data.references.get(number));
    let Some((name, stated)) = reference.map(|reference| (reference.name.clone(), reference.stated)) else {
        return Target::Unseen;
    };
    let target = match source.resolve(id, &name) {
        Resolved::Local(found) => {
            let form = |id| source.item(id).data.as_ref().map(|data| data.form);
            // The derive finds no schema of such a type either, and the markers define it.
            let is_hidden = stated && form(id) == Some(Form::Described) && form(found) == Some(Form::Serde);
            local(source, found, is_hidden)
        }
        Resolved::External(path) => {
            let data = source.item(id).data.as_ref();
            let args = data.map_or(&[][..], |data| &data.references[number].args);
            match known::construct(&path, args) {
                Some(Ok(ty)) => Target::Type(ty),
                Some(Err(message)) => Target::Unresolved(message),
                None => Target::Unresolved(
                    Message::new(format!("`{path}` has no schema"))
                        .help("use one of your types with `#[derive(Schema)]`"),
                ),
            }
        }
        Resolved::Unresolved(reason) => Target::Unresolved(reason),
    };
    match target {
        Target::Unresolved(_) if stated => Target::Stated,
        target => target,
    }
}

fn local(source: &Source<Items>, id: ItemId, is_hidden: bool) -> Target<ItemId> {
    match &source.item(id).data {
        Some(Declared {
            form: Form::Described | Form::Serde | Form::Alias,
            ..
        }) if !is_hidden => Target::Node(id),
        Some(_) | None => {
            let item = source.item(id);
            let file = source.file(item.file).path.display();
            let message = Message::new(format!("`{}` has no schema", item.name));
            Target::Unresolved(message.help(format!("add `#[derive(Schema)]` to it in {file}")))
        }
    }
}

impl<'s> Types<'s> {
    pub(super) fn new(source: &'s Source<Items>, targets: &'s BTreeMap<ItemId, Vec<Target<ItemId>>>) -> Self {
        Self { source, targets }
    }
}

impl Types<'_> {
    /// The types that a type refers to.
    pub(super) fn nodes(&self, id: ItemId) -> impl Iterator<Item = ItemId> {
        let targets = self.targets.get(&id).into_iter().flatten();
        targets.filter_map(|target| match target {
            Target::Node(id) => Some(*id),
            Target::Type(_) | Target::Unseen | Target::Stated | Target::Unresolved(_) => None,
        })
    }
}

impl Graph for Types<'_> {
    type Node = ItemId;

    fn decl(&self, id: &ItemId) -> &Decl {
        static NOTHING: LazyLock<Decl> = LazyLock::new(|| Decl {
            name: String::new(),
            docs: String::new(),
            markers: Vec::new(),
            body: Body::Opaque,
            root: None,
            references: Vec::new(),
            at: 0,
        });
        let data = self.source.item(*id).data.as_ref();
        data.map_or(&*NOTHING, |data| &data.decl)
    }

    fn target(&self, id: &ItemId, reference: usize) -> Target<ItemId> {
        let targets = self.targets.get(id);
        targets
            .and_then(|targets| targets.get(reference))
            .cloned()
            .unwrap_or(Target::Unseen)
    }
}
