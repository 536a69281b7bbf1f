//! The Rust types that Go types become.

/// A Go type: the import path of its package, and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id {
    pub(crate) package: String,
    pub(crate) name: String,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// A type that needs no import, and the marker that makes its schema the one of the Go type.
    Plain(&'static str, Option<&'static str>),
    /// A type of another crate.
    Known(String),
    List(Box<Self>),
    Map(Box<Self>, Box<Self>),
    Local(Id),
}

impl Ty {
    pub(crate) const STRING: Self = Self::Plain("String", None);
    pub(crate) const VALUE: Self = Self::Plain("serde_json::Value", None);

    /// The types in it.
    pub(crate) fn locals<'a>(&'a self, found: &mut Vec<&'a Id>) {
        match self {
            Self::Plain(..) | Self::Known(_) => {}
            Self::List(inner) => inner.locals(found),
            Self::Map(key, value) => {
                key.locals(found);
                value.locals(found);
            }
            Self::Local(id) => found.push(id),
        }
    }

    /// The markers that make the schema the one of the Go type, apart from those that exist already.
    pub(crate) fn markers(&self, existing: &[String]) -> Vec<String> {
        let mut steps = String::new();
        let mut ty = self;
        loop {
            ty = match ty {
                Self::List(inner) => {
                    steps += "items:";
                    inner
                }
                Self::Map(_, value) => {
                    steps += "values:";
                    value
                }
                Self::Plain(_, Some(marker)) => {
                    let line = format!("+kubebuilder:validation:{steps}{marker}");
                    let name = line.split('=').next().unwrap_or(&line);
                    let known = existing.iter().any(|other| other.starts_with(name));
                    return (!known).then_some(line).into_iter().collect();
                }
                Self::Plain(_, None) | Self::Known(_) | Self::Local(_) => return Vec::new(),
            }
        }
    }
}

/// How a field is present in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Always.
    Required,
    /// `Option`, left out if it is `None`.
    Optional,
    /// `Option`, `null` if it is `None`.
    Nullable,
    /// A list or map, left out if it is empty.
    Filled,
    /// Its fields are in the object around it.
    Flat,
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The name that the Rust identifier is made of.
    pub(crate) name: String,
    pub(crate) json: String,
    pub(crate) comment: Comment,
    pub(crate) ty: Ty,
    pub(crate) form: Form,
}

/// What is written above an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Comment {
    /// Lines that are no documentation.
    pub(crate) plain: Vec<String>,
    /// Lines of documentation, markers among them.
    pub(crate) lines: Vec<String>,
}

/// A constant.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) comment: Vec<String>,
}

/// An item.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: Id,
    /// The name of its Go file.
    pub(crate) file: String,
    pub(crate) comment: Comment,
    pub(crate) body: Body,
    pub(crate) root: Option<Root>,
}

/// The definition of an item.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Struct(Vec<Field>),
    Enum(Vec<Value>),
    /// A struct around one type, and its constants.
    Newtype(Ty, Vec<Value>),
    Alias(Ty),
}

/// What makes an item the root type of a kind.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) group: String,
    pub(crate) version: String,
    /// Whether `metadata` is required.
    pub(crate) metadata: bool,
    /// Whether the CRD does not have this version.
    pub(crate) skipped: bool,
}

impl Item {
    /// The types that it uses.
    pub(crate) fn locals(&self) -> Vec<&Id> {
        let mut found = Vec::new();
        match &self.body {
            Body::Struct(fields) => fields.iter().for_each(|field| field.ty.locals(&mut found)),
            Body::Newtype(ty, _) | Body::Alias(ty) => ty.locals(&mut found),
            Body::Enum(_) => {}
        }
        found
    }

    /// How many fields it has.
    pub(crate) fn fields(&self) -> usize {
        match &self.body {
            Body::Struct(fields) => fields.len(),
            Body::Enum(_) | Body::Newtype(..) | Body::Alias(_) => 0,
        }
    }
}
