//! A node of a schema, with the context from its ancestors.

use std::fmt::Write;

use kubewright_cel::Context;

use crate::schema::Schema;

/// Fields at the top of every Kubernetes object.
pub(super) const META: &[&str] = &["apiVersion", "kind", "metadata"];

/// The relation of a node to its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Root,
    Item,
    Field,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Property(&'a str),
    Items,
    Values,
}

/// A node of the structural schema: never one inside `allOf`, `anyOf`, `oneOf` or `not`.
pub(super) struct Node<'a> {
    pub(super) schema: &'a Schema,
    pub(super) level: Level,
    /// Whether it describes the metadata of an object.
    pub(super) meta: bool,
    /// Why a default is not allowed here.
    pub(super) no_default: Option<&'static str>,
    /// Whether it describes the values of a map, or a part of them.
    pub(super) in_map: bool,
    /// The closest list above it whose items cannot be matched with those of the old object.
    pub(super) unmatched: Option<String>,
    /// What rules here are compiled with.
    pub(super) rules: Context,
    parent: Option<(&'a Node<'a>, Step<'a>)>,
}

impl<'a> Node<'a> {
    pub(super) fn root(schema: &'a Schema, level: Level) -> Self {
        Self {
            schema,
            level,
            meta: false,
            no_default: None,
            in_map: false,
            unmatched: None,
            rules: match level {
                Level::Root => Context::root(schema),
                Level::Item | Level::Field => Context::part(schema),
            },
            parent: None,
        }
    }

    /// Whether it is an embedded Kubernetes object.
    pub(super) fn is_object(&self) -> bool {
        self.level == Level::Root || self.schema.embedded_resource
    }

    pub(super) fn children(&'a self) -> impl Iterator<Item = Self> {
        let properties = self.schema.properties.iter().map(|(name, schema)| {
            let meta = self.is_object() && META.contains(&name.as_str());
            let top = meta && self.level == Level::Root;
            Self {
                meta: self.meta || meta,
                no_default: top.then_some("in the object's own metadata").or(self.no_default),
                ..self.child(schema, Level::Field, Step::Property(name))
            }
        });
        let items = self.schema.items.as_deref().map(|schema| {
            let matched = self.schema.list_type.as_deref() == Some("map");
            Self {
                unmatched: self.unmatched.clone().or_else(|| (!matched).then(|| self.path())),
                ..self.child(schema, Level::Item, Step::Items)
            }
        });
        let values = self.schema.values().map(|schema| Self {
            in_map: true,
            no_default: self
                .meta
                .then_some("in the values of a map of an object's metadata")
                .or(self.no_default),
            ..self.child(schema, Level::Field, Step::Values)
        });
        properties.chain(items).chain(values)
    }

    fn child(&'a self, schema: &'a Schema, level: Level, step: Step<'a>) -> Self {
        let rules = match step {
            Step::Property(name) => self.rules.property(self.schema, name, schema),
            Step::Items => self.rules.items(self.schema, schema),
            Step::Values => self.rules.values(self.schema, schema),
        };
        Self {
            rules,
            schema,
            level,
            meta: self.meta && !schema.embedded_resource,
            no_default: self.no_default,
            in_map: self.in_map,
            unmatched: self.unmatched.clone(),
            parent: Some((self, step)),
        }
    }

    /// The path of an ancestor, which is this many steps from the root.
    pub(super) fn path_of_ancestor(&self, depth: usize) -> String {
        let mut nodes = vec![self];
        while let Some((parent, _)) = nodes[nodes.len() - 1].parent {
            nodes.push(parent);
        }
        nodes
            .iter()
            .rev()
            .nth(depth)
            .map_or_else(String::new, |node| node.path())
    }

    /// The path from the root.
    pub(super) fn path(&self) -> String {
        self.path_below(None)
    }

    /// The place that set `key` here, or else the closest place above, and the path from there to here.
    pub(super) fn place(&self, key: &str) -> (Option<usize>, String) {
        let own = self.schema.origin(key).or_else(|| self.schema.origin(""));
        if own.is_some() {
            return (own, String::new());
        }
        let mut above = self.parent;
        while let Some((node, _)) = above {
            if let Some(place) = node.schema.origin("") {
                return (Some(place), self.path_below(Some(node)));
            }
            above = node.parent;
        }
        (None, self.path())
    }

    fn path_below(&self, top: Option<&Self>) -> String {
        let mut steps = Vec::new();
        let mut above = self.parent;
        while let Some((node, step)) = above {
            steps.push(step);
            if top.is_some_and(|top| std::ptr::eq(top, node)) {
                break;
            }
            above = node.parent;
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Property(name) => extend(&mut path, name),
                Step::Items | Step::Values => path.push_str("[*]"),
            }
        }
        path
    }
}

/// Appends a property to a path.
pub(super) fn extend(path: &mut String, name: &str) {
    let plain = name
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == '$');
    if !plain || name.is_empty() {
        // Writing to a string never fails.
        _ = write!(path, "['{name}']");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}
