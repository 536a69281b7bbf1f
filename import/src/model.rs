//! The Rust types of one version of a kind, as plain data.

/// A type at its use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ty {
    Bool,
    I32,
    I64,
    F64,
    String,
    /// Any JSON value.
    Value,
    /// A type of another crate, by its path.
    Known(String),
    List(Box<Ty>),
    Map(Box<Ty>),
    /// A type of this module, by its index.
    Local(usize),
}

/// A type of the module.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The names on the way to it, the kind first; the end of it is its name.
    pub(crate) path: Vec<String>,
    /// The description of the values.
    pub(crate) docs: Option<String>,
    /// Whether only fields with descriptions of their own have this type, so that its docs have no effect on the schema.
    pub(crate) free: bool,
    /// The markers.
    pub(crate) markers: Vec<String>,
    /// Its content.
    pub(crate) body: Body,
}

/// The content of a type.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// An object with these fields.
    Struct {
        fields: Vec<Field>,
        /// Whether other fields are kept too.
        open: bool,
    },
    /// One of these strings.
    Enum(Vec<String>),
    /// An object with exactly one of these fields.
    Union(Vec<Variant>),
    /// The same JSON as another type.
    Newtype(Ty),
}

/// A variant with data.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// The field that the data is in.
    pub(crate) field: Field,
    /// Whether the data is behind a pointer.
    pub(crate) boxed: bool,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The name in JSON.
    pub(crate) json: String,
    /// The description.
    pub(crate) docs: Option<String>,
    /// The markers.
    pub(crate) markers: Vec<String>,
    /// The type of the value.
    pub(crate) ty: Ty,
    /// Whether the field may be missing.
    pub(crate) optional: bool,
    /// Whether the value may be `null`.
    pub(crate) nullable: bool,
    /// Whether it is written without a value too, as `null`: the API server would fill in the default of a field that is missing.
    pub(crate) null_stays: bool,
}

/// The root type.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// The description.
    pub(crate) docs: Option<String>,
    /// The markers.
    pub(crate) markers: Vec<String>,
    /// The markers of its `metadata`.
    pub(crate) metadata: Vec<String>,
    /// The other fields.
    pub(crate) fields: Vec<Field>,
}
