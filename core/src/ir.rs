//! The intermediate representation (IR): a type as its author wrote it, as plain data. No spans, no syn, no resolved
//! names.
//!
//! Two side tables hold the rest: `references` (the paths behind [`Type::Ref`]) and `sites` (the source places behind every
//! `at`). The CLI and the derives each have their own form of these tables.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// An index into the table of source places that accompanies a [`Decl`].
pub type Site = usize;

/// One struct, enum or alias.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decl {
    /// The Rust name.
    pub name: String,
    /// The doc comment without its markers.
    pub docs: String,
    /// The markers of the doc comment, in source order.
    pub markers: Vec<Marker>,
    /// Its JSON shape, as serde's attributes define it.
    pub body: Body,
    /// Set on the root type of a custom resource.
    pub root: Option<Root>,
    /// The site of each [`Type::Ref`], by number.
    pub references: Vec<Site>,
    /// The site of the name.
    pub at: Site,
}

/// The arguments of `#[resource(...)]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// The API group; empty for the legacy core group.
    pub group: String,
    /// The API version.
    pub version: String,
    /// The kind; the type's own name by default.
    pub kind: String,
    /// The site of the attribute.
    pub at: Site,
}

/// One marker: `+name=args`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The registered name, such as `kubebuilder:validation:Minimum`.
    pub name: String,
    /// The text after the name: the value, or `arg=value,...`.
    pub args: String,
    /// The site of the marker.
    pub at: Site,
}

/// The JSON shape of a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// An object with these fields.
    Struct(Vec<Field>),
    /// The same JSON as another type: a newtype, `transparent`, `from`/`into` or a type alias.
    Alias(Type),
    /// Read or written as another type, and the other way round as itself.
    OneWay(Type, Own),
    /// One of several variants.
    Enum(Tagging, Vec<Variant>),
    /// JSON from a hand-written serde implementation; only markers describe it.
    Opaque,
}

/// The JSON of a type itself, as far as it is compared with another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Own {
    /// An object with fields of these names.
    Fields(BTreeSet<String>),
    /// A value of this JSON type.
    Value(String),
}

/// How serde writes the name of an enum's variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tagging {
    /// `{"variant": data}`
    External,
    /// `{"tag": "variant", ...data}`
    Internal(String),
    /// `{"tag": "variant", "content": data}`
    Adjacent {
        /// The key of the variant's name.
        tag: String,
        /// The key of its data.
        content: String,
    },
    /// `data`
    Untagged,
}

/// One variant of an enum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The name in JSON.
    pub name: String,
    /// Other names that serde accepts for it.
    pub aliases: Vec<String>,
    /// The doc comment without its markers.
    pub docs: String,
    /// The markers of the doc comment.
    pub markers: Vec<Marker>,
    /// Its data.
    pub shape: Shape,
    /// Whether serde reads every unknown name as this variant (`#[serde(other)]`).
    pub other: bool,
    /// Its site.
    pub at: Site,
}

/// The data of a variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// None.
    Unit,
    /// One unnamed field.
    Newtype(Type),
    /// Named fields.
    Struct(Vec<Field>),
}

/// A named field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// The name in JSON.
    pub name: String,
    /// Other names that serde accepts for it.
    pub aliases: Vec<String>,
    /// The name in Rust.
    pub rust: String,
    /// The doc comment without its markers.
    pub docs: String,
    /// The markers of the doc comment.
    pub markers: Vec<Marker>,
    /// Its type.
    pub ty: Type,
    /// Whether serde accepts an object without this field.
    pub optional: bool,
    /// Whether it is flattened: its fields become fields of the surrounding object.
    pub flatten: bool,
    /// Whether serde may omit it when it serializes: always, or by a function (`skip_serializing_if`).
    pub skipped_if: bool,
    /// Its site.
    pub at: Site,
}

/// A type, as far as the front end resolves it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Type {
    /// `bool`
    Bool,
    /// `String` and similar types
    String,
    /// `char`
    Char,
    /// An integer.
    Int(Int),
    /// `f32` or `f64`
    Float,
    /// `Option<T>`
    Option(Box<Type>),
    /// `Vec<T>` and similar types
    List(Box<Type>),
    /// `HashSet<T>`, `BTreeSet<T>`
    Set(Box<Type>),
    /// `[T; n]`, with `n` if it is a literal
    Array(Box<Type>, Option<u64>),
    /// A map from keys to values.
    Map(Box<Type>, Box<Type>),
    /// A type that this crate knows by its path, such as `jiff::Timestamp`.
    Known(String),
    /// Any other path: the index of its entry in `references`.
    Ref(usize),
    /// A type for which the front end has reported an error.
    Refused,
    /// A value that the author's own function writes (`with = ...`), or whose Rust type the markers replace.
    Opaque,
}

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Int {
    /// Its size in bits.
    pub bits: u8,
    /// Whether it is signed.
    pub signed: bool,
    /// Whether zero is excluded (`NonZero...`).
    pub nonzero: bool,
}

impl Decl {
    /// All markers of the type, its fields and its variants.
    pub fn markers(&self) -> impl Iterator<Item = &Marker> {
        let (fields, variants) = match &self.body {
            Body::Struct(fields) => (&fields[..], &[][..]),
            Body::Enum(_, variants) => (&[][..], &variants[..]),
            Body::Alias(_) | Body::OneWay(..) | Body::Opaque => (&[][..], &[][..]),
        };
        let of_variants = variants.iter().flat_map(|variant| {
            let fields = match &variant.shape {
                Shape::Struct(fields) => &fields[..],
                Shape::Unit | Shape::Newtype(_) => &[][..],
            };
            let fields = fields.iter().flat_map(|field| &field.markers);
            variant.markers.iter().chain(fields)
        });
        let of_fields = fields.iter().flat_map(|field| &field.markers);
        self.markers.iter().chain(of_fields).chain(of_variants)
    }
}

impl Marker {
    /// Returns the first marker with this name.
    pub fn find<'a>(markers: &'a [Self], name: &str) -> Option<&'a Self> {
        markers.iter().find(|marker| marker.name == name)
    }
}
