//! Lowers the IR to a schema.
//!
//! The CLI and the derives run the same code with a different [`Graph`]: the CLI looks a reference up in the source
//! tree, a derive lets rustc resolve it. [`alone`] sees one item only, so that problems within one item are compile
//! errors.

mod alone;
mod checked;
mod flatten;
pub mod known;
mod marked;
mod merge;
mod nulls;
mod number;
mod object;
mod patched;
mod retype;
mod root;
mod stated;
mod union;

use std::{collections::HashMap, hash::Hash};

use crate::{
    diagnostic::{Errors, Located, Message, Part},
    ir::{Body, Decl, Field, Marker, Own, Site, Type},
    markers::{Step, kind},
    schema::{Origin, Schema},
    tables::Minor,
};
pub use alone::{alone, marked};
pub use flatten::is_lifted;
use stated::Stated;

/// Whether values of a schema have another form than those of a type.
fn differs(schema: &Schema, own: &Own) -> bool {
    let Some(ty) = schema.ty.as_deref().filter(|_| !schema.opaque) else {
        return false;
    };
    match own {
        Own::Value(own) => ty != own,
        Own::Fields(_) if ty != "object" => true,
        Own::Fields(_) if schema.additional_properties.is_some() || schema.preserve_unknown_fields => false,
        Own::Fields(own) => !schema.properties.iter().map(|(name, _)| name).eq(own),
    }
}

/// How deep types may nest: the stack has room for more than twice as many, and etcd's limit for a CRD comes long before.
const DEEPEST: usize = 400;

/// Resolves references to other types.
pub trait Graph {
    /// The name of a type.
    type Node: Clone + Eq + Hash;

    /// The IR of a type.
    fn decl(&self, node: &Self::Node) -> &Decl;

    /// Resolves the reference with this number in its [`Decl`].
    fn target(&self, node: &Self::Node, reference: usize) -> Target<Self::Node>;
}

/// The target of a reference.
#[derive(Clone, Debug, PartialEq)]
pub enum Target<N> {
    /// A type with a [`Decl`].
    Node(N),
    /// A type without a name of its own, such as a map; its references are those of the same [`Decl`].
    Type(Type),
    /// Not known from here. Only [`alone`] returns it.
    Unseen,
    /// A type without a schema; the markers beside the reference define one.
    Stated,
    /// Not found; the message has the reason.
    Unresolved(Message),
}

/// Options of the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The minor version of Kubernetes that built-in types are taken from.
    pub minor: Minor,
    /// Whether floating point numbers are allowed everywhere.
    pub allow_dangerous_types: bool,
    /// Whether an `ObjectMeta` inside a spec has properties.
    pub embedded_object_meta: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            minor: Minor::NEWEST,
            allow_dangerous_types: false,
            embedded_object_meta: false,
        }
    }
}

/// A place in the source: a site of a type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place<N> {
    /// The type.
    pub node: N,
    /// Its site.
    pub at: Site,
    /// The part of the marker at the site.
    pub part: Part,
}

/// Lowers types of one graph, and caches their schemas.
pub struct Lowerer<'g, G: Graph> {
    graph: &'g G,
    options: Options,
    done: HashMap<G::Node, Schema>,
    known: HashMap<String, Schema>,
    open: Vec<G::Node>,
    /// What markers state about the JSON type of the current part.
    stated: Stated,
    places: Vec<Place<G::Node>>,
    errors: Errors<Located<Place<G::Node>>>,
}

impl<'g, G: Graph> Lowerer<'g, G> {
    /// Creates a lowerer with an empty cache.
    pub fn new(graph: &'g G, options: Options) -> Self {
        Self {
            graph,
            options,
            done: HashMap::new(),
            known: HashMap::new(),
            open: Vec::new(),
            stated: Stated::default(),
            places: Vec::new(),
            errors: Errors::new(),
        }
    }

    /// Returns the errors that were found. Dropping a lowerer without asking for them panics.
    pub fn into_errors(mut self) -> Vec<Located<Place<G::Node>>> {
        self.errors.take()
    }

    /// Adds an error at a place that a schema's [`Origin`] refers to.
    pub fn error_at(&mut self, place: usize, message: Message) {
        self.errors.push(message.at(self.places[place].clone()));
    }

    /// Returns whether the type has been lowered.
    pub fn has_seen(&self, node: &G::Node) -> bool {
        self.done.contains_key(node)
    }

    /// Returns the schema of a type.
    pub fn schema(&mut self, node: &G::Node) -> Schema {
        if let Some(schema) = self.done.get(node) {
            return schema.clone();
        }
        self.open.push(node.clone());
        let stated = std::mem::take(&mut self.stated);
        let graph = self.graph;
        let schema = self.declaration(node, graph.decl(node));
        self.stated = stated;
        self.open.pop();
        self.done.insert(node.clone(), schema.clone());
        schema
    }

    fn declaration(&mut self, node: &G::Node, decl: &Decl) -> Schema {
        let mut immutable = Vec::new();
        let mut base = match &decl.body {
            Body::Struct(fields) => {
                let (metadata, fields): (Vec<&Field>, Vec<&Field>) = fields
                    .iter()
                    .partition(|field| decl.root.is_some() && field.rust == root::METADATA);
                immutable = self.once_set(node, fields.iter().copied(), "");
                let mut object = self.object(node, fields, decl.root.is_none());
                for field in metadata {
                    self.metadata(node, &mut object, field);
                }
                object
            }
            Body::Alias(ty) => self.stated(node, ty, &decl.markers, decl.at),
            Body::OneWay(ty, own) => {
                let schema = self.stated(node, ty, &decl.markers, decl.at);
                if differs(&schema, own) {
                    let message =
                        Message::new("the type is deserialized from one type and serialized as another");
                    self.error(
                        node,
                        decl.at,
                        message.help(
                            "name the same type in `from` and `into`, or give both types the same fields",
                        ),
                    );
                }
                schema
            }
            Body::Enum(tagging, variants) => self.union(node, tagging, variants, decl.at),
            // Its markers define its schema.
            Body::Opaque => Schema::default(),
        };
        if !decl.docs.is_empty() {
            base.description = Some(match base.description.take() {
                // The lines about an enum's variants come after the description of the enum.
                Some(variants) if matches!(decl.body, Body::Enum(..)) => {
                    format!("{}\n\n{variants}", decl.docs)
                }
                Some(_) | None => decl.docs.clone(),
            });
        }
        let own = self.marked(node, &decl.markers, &base);
        let mut schema = self.merged(base, own);
        schema.validations.splice(0..0, immutable);
        self.patched(node, &decl.markers, schema)
    }

    fn field(&mut self, node: &G::Node, field: &Field) -> Schema {
        let schemaless = Marker::find(&field.markers, kind::SCHEMALESS).is_some();
        let replaced = field.markers.iter().any(|marker| marker.name == kind::TYPE);
        let mut base = match &field.ty {
            _ if schemaless => Schema::default(),
            Type::Opaque if replaced => Schema::default(),
            Type::Opaque => {
                let message = Message::new(format!(
                    "`{}` is serialized by a function, so its JSON type is not known",
                    field.rust
                ))
                .help("add `+kubebuilder:validation:Type=...` or `+kubebuilder:validation:Schemaless`");
                self.error(node, field.at, message);
                Schema::unseen()
            }
            ty => {
                self.refuse_nulls(node, field);
                self.stated(node, ty, &field.markers, field.at)
            }
        };
        if !field.docs.is_empty() {
            base.description = Some(field.docs.clone());
        }
        let own = self.marked(node, &field.markers, &base);
        let mut schema = self.merged(base, own);
        if Marker::find(&field.markers, "k8s:required").is_some() {
            marked::at_least_one(&mut schema);
        }
        let mut schema = self.patched(node, &field.markers, schema);
        let place = self.place(node, field.at);
        schema.origins.push(Origin { key: "", place });
        schema
    }

    /// Returns the schema of a type in a place that may have a `Type=number` or `items:Type=number` marker.
    fn stated(&mut self, node: &G::Node, ty: &Type, markers: &[Marker], at: Site) -> Schema {
        let before = std::mem::replace(&mut self.stated, Stated::by(markers));
        let schema = self.ty(node, ty, at);
        self.stated = before;
        schema
    }

    /// Returns the schema of a type, without the effects of markers.
    fn ty(&mut self, node: &G::Node, ty: &Type, at: Site) -> Schema {
        match ty {
            Type::Bool => Schema::of("boolean"),
            Type::String => Schema::of("string"),
            Type::Char => Schema {
                min_length: Some(1),
                max_length: Some(1),
                ..Schema::of("string")
            },
            Type::Int(int) => number::integer(*int),
            Type::Float => {
                if !self.options.allow_dangerous_types && !self.stated.is_whole() {
                    let message = Message::new("languages differ in how they read floating point numbers")
                        .help("use an integer or a `Quantity`, or add `+kubebuilder:validation:Type=number`");
                    self.error(node, at, message);
                }
                Schema::of("number")
            }
            Type::Option(inner) => self.ty(node, inner, at),
            Type::List(inner) => self.list(node, inner, at),
            Type::Set(inner) => {
                let mut list = self.list(node, inner, at);
                let scalar = list
                    .items
                    .as_ref()
                    .is_some_and(|items| !matches!(items.ty.as_deref(), Some("object" | "array") | None));
                list.list_type = scalar.then(|| "set".to_owned());
                list
            }
            Type::Array(inner, length) => Schema {
                min_items: *length,
                max_items: *length,
                ..self.list(node, inner, at)
            },
            Type::Map(key, value) => self.map(node, key, value, at),
            Type::Known(path) => self.known(node, path, at),
            Type::Refused => Schema::unseen(),
            Type::Ref(reference) => self.reference(node, *reference),
            Type::Opaque => Schema::unseen(),
        }
    }

    fn known(&mut self, node: &G::Node, path: &str, at: Site) -> Schema {
        if let Some(schema) = self.known.get(path) {
            return schema.clone();
        }
        match known::schema(path, &self.options) {
            Ok(schema) => {
                self.known.insert(path.to_owned(), schema.clone());
                schema
            }
            // The markers define its schema.
            Err(_) if self.stated.is_any() => Schema::default(),
            Err(message) => {
                self.error(node, at, message);
                Schema::unseen()
            }
        }
    }

    fn list(&mut self, node: &G::Node, inner: &Type, at: Site) -> Schema {
        Schema {
            items: Some(Box::new(self.part(node, inner, at, Step::Items, "array"))),
            ..Schema::of("array")
        }
    }

    fn map(&mut self, node: &G::Node, key: &Type, value: &Type, at: Site) -> Schema {
        let key = self.ty(node, key, at);
        if !key.is("string") && !key.opaque {
            let message = Message::new("the keys of a map must be strings in JSON");
            self.error(node, at, message.help("use `String` or an enum without data"));
        }
        let values = self.part(node, value, at, Step::Values, "object");
        Schema {
            additional_properties: Some(Box::new(values.into())),
            ..Schema::of("object")
        }
    }

    fn reference(&mut self, node: &G::Node, reference: usize) -> Schema {
        let graph = self.graph;
        let at = graph.decl(node).references[reference];
        match graph.target(node, reference) {
            Target::Node(target) => {
                if let Some(start) = self.open.iter().position(|open| *open == target) {
                    let cycle: Vec<_> = self.open[start..]
                        .iter()
                        .chain([&target])
                        .map(|n| graph.decl(n).name.as_str())
                        .collect();
                    let message =
                        Message::new(format!("a schema cannot contain itself: {}", cycle.join(" → ")));
                    self.error(
                        node,
                        at,
                        message.help(
                            "break the cycle with `+kubebuilder:validation:Schemaless` and `+kubebuilder:pruning:PreserveUnknownFields` on a field",
                        ),
                    );
                    return Schema::unseen();
                }
                if self.open.len() >= DEEPEST && !self.has_seen(&target) {
                    let name = &graph.decl(&target).name;
                    let message = Message::new(format!("types nest more than {DEEPEST} deep at `{name}`"));
                    self.error(node, at, message.help("shorten the chain of types"));
                    return Schema::unseen();
                }
                self.schema(&target)
            }
            Target::Type(ty) => self.ty(node, &ty, at),
            Target::Unseen => Schema::unseen(),
            // The markers define its schema.
            Target::Stated => Schema::default(),
            Target::Unresolved(message) => {
                self.error(node, at, message);
                Schema::unseen()
            }
        }
    }

    fn place(&mut self, node: &G::Node, at: Site) -> usize {
        self.places.push(Place {
            node: node.clone(),
            at,
            part: None,
        });
        self.places.len() - 1
    }

    /// Adds an error at a site of a type.
    fn error(&mut self, node: &G::Node, at: Site, message: Message) {
        self.error_in(node, at, message.into());
    }

    /// Adds an error in a part of the marker at a site.
    fn error_in(&mut self, node: &G::Node, at: Site, error: Located<Part>) {
        let node = node.clone();
        self.errors.push(error.map(|part| Place { node, at, part }));
    }
}
