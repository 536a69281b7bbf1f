//! What the author of a type wrote, as plain data: no spans, no syn, no resolved names.
//!
//! Two side tables hold what plain data cannot: `refs` (the paths behind [`Type::Ref`]) and `sites` (the places behind
//! every `at`). Each door keeps them in its own way.

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
    /// What serde makes of it.
    pub body: Body,
    /// Set on the root type of a custom resource.
    pub root: Option<Root>,
    /// Where each [`Type::Ref`] stands, by number.
    pub references: Vec<Site>,
    /// Where the name stands.
    pub at: Site,
}

/// The arguments of `#[resource(...)]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// The API group; empty for the legacy core group.
    pub group: String,
    /// The API version.
    pub version: String,
    /// The kind, the type's own name unless stated.
    pub kind: String,
    /// Where the attribute stands.
    pub at: Site,
}

/// A marker line: `+name=args`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The registered name, such as `kubebuilder:validation:Minimum`.
    pub name: String,
    /// The text after the name: the value, or `arg=value,...`.
    pub args: String,
    /// Where the marker stands.
    pub at: Site,
}

/// The JSON shape of a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// An object with these fields.
    Struct(Vec<Field>),
    /// The same JSON as another type: newtypes, `transparent`, `from`/`into`, type aliases.
    Alias(Type),
    /// One of several variants.
    Enum(Tagging, Vec<Variant>),
    /// Its author writes the JSON by hand; only markers say what it is.
    Opaque,
}

/// Where serde puts the name of an enum's variant.
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
    /// Other names that are read as this one.
    pub aliases: Vec<String>,
    /// The doc comment without its markers.
    pub docs: String,
    /// The markers of the doc comment.
    pub markers: Vec<Marker>,
    /// Its data.
    pub shape: Shape,
    /// Whether it stands for every name that is not known (`#[serde(other)]`).
    pub other: bool,
    /// Where it stands.
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
    /// Other names that are read as this one.
    pub aliases: Vec<String>,
    /// The name in Rust.
    pub rust: String,
    /// The doc comment without its markers.
    pub docs: String,
    /// The markers of the doc comment.
    pub markers: Vec<Marker>,
    /// Its type.
    pub ty: Type,
    /// Whether serde accepts an object without it.
    pub optional: bool,
    /// Whether its own fields stand in the object around it.
    pub flatten: bool,
    /// Whether serde leaves it out of what it writes: always, or when a function says so (`skip_serializing_if`).
    pub skipped_if: bool,
    /// Where it stands.
    pub at: Site,
}

/// A type as the front end understands it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Type {
    /// `bool`
    Bool,
    /// `String` and kin
    String,
    /// `char`
    Char,
    /// An integer.
    Int(Int),
    /// `f32` or `f64`
    Float,
    /// `Option<T>`
    Option(Box<Type>),
    /// `Vec<T>` and kin
    List(Box<Type>),
    /// `HashSet<T>`, `BTreeSet<T>`
    Set(Box<Type>),
    /// `[T; n]`, with `n` if it is a literal
    Array(Box<Type>, Option<u64>),
    /// A map from keys to values.
    Map(Box<Type>, Box<Type>),
    /// A type that this crate knows by its path, such as `jiff::Timestamp`.
    Known(String),
    /// Any other path: entry n of the references.
    Ref(usize),
    /// A type that the front end has reported.
    Refused,
    /// A value that a function of the author writes (`with = ...`), or whose type the markers tell to ignore.
    Opaque,
}

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Int {
    /// Its size in bits.
    pub bits: u8,
    /// Whether it has negative values.
    pub signed: bool,
    /// Whether zero is left out (`NonZero...`).
    pub nonzero: bool,
}

impl Marker {
    /// The first marker of this name.
    pub fn find<'a>(markers: &'a [Self], name: &str) -> Option<&'a Self> {
        markers.iter().find(|marker| marker.name == name)
    }
}
