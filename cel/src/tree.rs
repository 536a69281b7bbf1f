//! The tree of an expression: one for the checker, for the costs and for the evaluator.

use std::sync::Arc;

/// A name in the text, shared by the nodes that use it.
pub(crate) type Name = Arc<str>;

/// The index of a node. Sizes, paths and types are tables by this index.
pub(crate) type Id = usize;

/// An expression with its macros expanded.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    pub(crate) root: Id,
    /// How many levels of recursion a walk needs, at most.
    pub(crate) height: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The byte of the text where it starts.
    pub(crate) at: usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Literal(Literal),
    /// A name; one that is resolved from the root begins with a dot.
    Ident(Name),
    Select {
        operand: Id,
        field: Name,
        /// Whether it only asks if the field is set: `has(operand.field)`.
        test: bool,
    },
    Call {
        function: Name,
        target: Option<Id>,
        arguments: Vec<Id>,
    },
    List(Vec<Element>),
    Map(Vec<Entry>),
    Message {
        name: Name,
        fields: Vec<Field>,
    },
    Fold(Box<Fold>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
}

/// An element of a list; an optional one is left out if it has no value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Element {
    pub(crate) value: Id,
    pub(crate) optional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Id,
    pub(crate) value: Id,
    pub(crate) optional: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: Name,
    pub(crate) value: Id,
    pub(crate) optional: bool,
}

/// A loop over a list or map; what macros expand to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fold {
    pub(crate) range: Id,
    pub(crate) item: Name,
    /// The second variable; then the first is the index or key.
    pub(crate) second: Option<Name>,
    pub(crate) accumulator: Name,
    pub(crate) start: Id,
    pub(crate) condition: Id,
    pub(crate) step: Id,
    pub(crate) result: Id,
}

impl Tree {
    pub(crate) fn add(&mut self, at: usize, kind: Kind) -> Id {
        self.nodes.push(Node { at, kind });
        self.nodes.len() - 1
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id].kind
    }

    pub(crate) fn at(&self, id: Id) -> usize {
        self.nodes[id].at
    }

    pub(crate) fn replace(&mut self, id: Id, kind: Kind) {
        self.nodes[id].kind = kind;
    }

    pub(crate) fn ids(&self) -> std::ops::Range<Id> {
        0..self.nodes.len()
    }

    /// The nodes directly below one.
    pub(crate) fn children(&self, id: Id) -> Vec<Id> {
        let mut kind = self.kind(id).clone();
        children_mut(&mut kind).into_iter().map(|child| *child).collect()
    }

    /// Copies a node and all below it; every copy is a node of its own.
    pub(crate) fn copy(&mut self, id: Id) -> Id {
        let Node { at, mut kind } = self.nodes[id].clone();
        for child in children_mut(&mut kind) {
            *child = self.copy(*child);
        }
        self.add(at, kind)
    }
}

fn children_mut(kind: &mut Kind) -> Vec<&mut Id> {
    match kind {
        Kind::Literal(_) | Kind::Ident(_) => Vec::new(),
        Kind::Select { operand, .. } => vec![operand],
        Kind::Call {
            target, arguments, ..
        } => target.iter_mut().chain(arguments).collect(),
        Kind::List(elements) => elements.iter_mut().map(|element| &mut element.value).collect(),
        Kind::Map(entries) => entries
            .iter_mut()
            .flat_map(|entry| [&mut entry.key, &mut entry.value])
            .collect(),
        Kind::Message { fields, .. } => fields.iter_mut().map(|field| &mut field.value).collect(),
        Kind::Fold(fold) => {
            let Fold {
                range,
                start,
                condition,
                step,
                result,
                ..
            } = fold.as_mut();
            vec![range, start, condition, step, result]
        }
    }
}

impl Tree {
    /// The text of a node that is a name, or a chain of fields of a name: `a.b.c`.
    pub(crate) fn qualified(&self, id: Id) -> Option<Name> {
        let mut fields: Vec<&Name> = Vec::new();
        let mut at = id;
        loop {
            match self.kind(at) {
                Kind::Ident(name) if fields.is_empty() => return Some(Name::clone(name)),
                Kind::Ident(name) => {
                    let mut whole = name.to_string();
                    for field in fields.iter().rev() {
                        whole.push('.');
                        whole.push_str(field);
                    }
                    return Some(whole.into());
                }
                Kind::Select {
                    operand,
                    field,
                    test: false,
                } => {
                    fields.push(field);
                    at = *operand;
                }
                _ => return None,
            }
        }
    }
}
