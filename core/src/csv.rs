//! How the types of a kind describe it in a `ClusterServiceVersion`: names, related resources and descriptors of fields.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::{
    ir::{Body, Field, Marker, Shape, Tagging, Type},
    lower::{Graph, Target},
    markers::csv::{self, List},
};

/// The description of a version of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// The name for readers.
    pub display_name: Option<String>,
    /// The doc comment.
    pub description: String,
    /// The position among the kinds.
    pub order: Option<u64>,
    /// Kind, version and name of objects that the operator creates: by name, kind and version, the newest first.
    pub resources: Vec<[String; 3]>,
    /// The fields of the desired state.
    pub spec: Vec<Descriptor>,
    /// The fields of the observed state.
    pub status: Vec<Descriptor>,
}

/// The description of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Descriptor {
    /// The path, from `spec` or `status`: `ports[0].name`.
    pub path: String,
    /// The name for readers.
    pub display_name: Option<String>,
    /// The doc comment.
    pub description: String,
    /// How it is shown.
    pub x_descriptors: Vec<String>,
    /// The position among the fields.
    pub order: Option<u64>,
}

/// Describes a version of a kind; `None` if it has no marker.
pub fn describe<G: Graph>(graph: &G, root: &G::Node) -> Option<Description> {
    let decl = graph.decl(root);
    let markers = csv::of_kind(&decl.markers);
    let mut description = Description {
        description: decl.docs.clone(),
        ..Description::default()
    };
    let mut resources = Vec::new();
    for marker in &markers {
        description.display_name = description.display_name.or_else(|| marker.display_name.clone());
        description.order = description.order.or(marker.order);
        let part = |parts: &[String], index: usize| parts.get(index).cloned().unwrap_or_default();
        resources.extend(
            marker
                .resources
                .iter()
                .map(|parts| [0, 1, 2].map(|index| part(parts, index))),
        );
    }
    resources.sort_by_cached_key(|[kind, version, name]| (name.clone(), kind.clone(), Reverse(age(version))));
    description.resources = resources;
    let mut walk = Walk {
        graph,
        open: vec![root.clone()],
        found: BTreeMap::new(),
    };
    if let Body::Struct(fields) = &decl.body {
        for field in fields.iter().filter(|field| field.rust != "metadata") {
            walk.ty(root, &field.ty, "");
        }
    }
    for ((list, _), descriptor) in walk.found {
        match list {
            List::Spec => description.spec.push(descriptor),
            List::Status => description.status.push(descriptor),
        }
    }
    for list in [&mut description.spec, &mut description.status] {
        list.sort_by_key(|descriptor| (descriptor.order.unwrap_or(u64::MAX), descriptor.path.clone()));
    }
    let is_marked = !markers.is_empty() || !description.spec.is_empty() || !description.status.is_empty();
    is_marked.then_some(description)
}

struct Walk<'g, G: Graph> {
    graph: &'g G,
    /// The types around the current one: a type inside of itself is not entered again.
    open: Vec<G::Node>,
    found: BTreeMap<(List, String), Descriptor>,
}

impl<G: Graph> Walk<'_, G> {
    fn ty(&mut self, node: &G::Node, ty: &Type, path: &str) {
        match ty {
            Type::Option(inner) => self.ty(node, inner, path),
            Type::List(inner) | Type::Set(inner) | Type::Array(inner, _) => {
                self.ty(node, inner, &format!("{path}[0]"));
            }
            Type::Ref(reference) => match self.graph.target(node, *reference) {
                Target::Node(target) => self.node(&target, path),
                Target::Type(ty) => self.ty(node, &ty, path),
                Target::Unseen | Target::Stated | Target::Unresolved(_) => {}
            },
            // The keys of a map have no paths.
            Type::Map(..)
            | Type::Bool
            | Type::String
            | Type::Char
            | Type::Int(_)
            | Type::Float
            | Type::Known(_)
            | Type::Refused
            | Type::Opaque => {}
        }
    }

    fn node(&mut self, node: &G::Node, path: &str) {
        if self.open.contains(node) {
            return;
        }
        self.open.push(node.clone());
        let graph = self.graph;
        match &graph.decl(node).body {
            Body::Struct(fields) => self.fields(node, fields, path),
            Body::Alias(ty) | Body::OneWay(ty, _) => self.ty(node, ty, path),
            Body::Enum(tagging, variants) => {
                for variant in variants {
                    let path = match tagging {
                        Tagging::External => join(path, &variant.name),
                        Tagging::Adjacent { content, .. } => join(path, content),
                        Tagging::Internal(_) | Tagging::Untagged => path.to_owned(),
                    };
                    if *tagging == Tagging::External {
                        self.described(&path, &variant.markers, &variant.docs);
                    }
                    match &variant.shape {
                        Shape::Unit => {}
                        Shape::Newtype(ty) => self.ty(node, ty, &path),
                        Shape::Struct(fields) => self.fields(node, fields, &path),
                    }
                }
            }
            Body::Opaque => {}
        }
        self.open.pop();
    }

    fn fields(&mut self, node: &G::Node, fields: &[Field], path: &str) {
        for field in fields {
            // A marker on a flattened field is an error.
            if field.flatten {
                self.ty(node, &field.ty, path);
                continue;
            }
            let path = join(path, &field.name);
            self.described(&path, &field.markers, &field.docs);
            self.ty(node, &field.ty, &path);
        }
    }

    /// Adds what the markers of a field say, or those of a variant whose data is a field.
    fn described(&mut self, path: &str, markers: &[Marker], docs: &str) {
        for marker in csv::of_field(markers) {
            let slot = self.found.entry((marker.list, path.to_owned()));
            let descriptor = slot.or_insert_with(|| Descriptor {
                path: path.to_owned(),
                description: docs.to_owned(),
                ..Descriptor::default()
            });
            descriptor.display_name = descriptor.display_name.take().or(marker.display_name);
            descriptor.order = descriptor.order.or(marker.order);
            descriptor.x_descriptors.extend(marker.x_descriptors);
        }
    }
}

/// The rank of a version: stable ones are newer than betas, and those newer than alphas.
fn age(version: &str) -> (u8, u64, u64) {
    let rest = version.strip_prefix('v').unwrap_or(version);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (major, rest) = rest.split_at(end);
    let number = |text: &str| text.parse().unwrap_or_default();
    let (stability, minor) = match (rest.strip_prefix("beta"), rest.strip_prefix("alpha")) {
        (Some(minor), _) => (1, minor),
        (_, Some(minor)) => (0, minor),
        _ => (2, ""),
    };
    (stability, number(major), number(minor))
}

fn join(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}
