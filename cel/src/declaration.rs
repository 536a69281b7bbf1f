//! What the API server declares for `self`: a type and a size for each node of the schema.

mod build;
mod meta;

use std::collections::BTreeMap;

use crate::structural::Structural;
use crate::tree::Name;
use crate::types::Type;

/// The largest request that the API server reads. Sizes without a bound follow from it.
pub(crate) const LARGEST_REQUEST: u64 = 3 * 1024 * 1024;

/// The index of a declaration.
pub(crate) type Place = usize;

/// The declarations of a schema.
#[derive(Clone, Debug)]
pub(crate) struct Declarations {
    all: Vec<Declaration>,
    /// Whether parts of the schema are not known.
    pub(crate) opaque: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub(crate) ty: Type,
    pub(crate) shape: Shape,
    /// How many items, entries or bytes a value has, at most. An object and a number have none, as in Kubernetes.
    pub(crate) most: u64,
    /// The bound in the schema that `most` follows from.
    pub(crate) bound: Option<Bound>,
    /// The fewest bytes that a value takes as JSON.
    pub(crate) least_bytes: u64,
    /// Fields that exist, but that no rule can read.
    pub(crate) hidden: Vec<Name>,
    /// What its values are when rules run.
    pub(crate) data: Data,
}

#[cfg(feature = "evaluate")]
impl Declaration {
    /// The declaration of a value without a type.
    pub(crate) const NOTHING: Self = Self {
        ty: Type::Dyn,
        shape: Shape::Scalar,
        most: 0,
        bound: None,
        least_bytes: 0,
        hidden: Vec::new(),
        data: Data {
            nullable: true,
            int_or_string: false,
            list: ListKind::Atomic,
        },
    };
}

/// What a checker does not ask, and an evaluator does.
#[derive(Clone, Debug, Default)]
#[cfg_attr(
    not(feature = "evaluate"),
    expect(dead_code, reason = "without an evaluator nothing reads it")
)]
pub(crate) struct Data {
    pub(crate) nullable: bool,
    /// Whether a value may be an integer or a string.
    pub(crate) int_or_string: bool,
    pub(crate) list: ListKind,
}

/// How lists are compared and added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ListKind {
    #[default]
    Atomic,
    Set,
    /// With the names of the keys in CEL.
    Map(Vec<String>),
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Scalar,
    List(Place),
    Map(Place),
    /// Fields by their names in CEL.
    Object(BTreeMap<Name, Place>),
}

/// A bound that a schema could have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bound {
    pub(crate) keyword: Keyword,
    /// Whether the schema has it.
    pub(crate) set: bool,
    /// How many bytes one of it allows.
    pub(crate) factor: u64,
}

/// A keyword that bounds sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keyword {
    /// `maxItems`.
    MaxItems,
    /// `maxProperties`.
    MaxProperties,
    /// `maxLength`.
    MaxLength,
}

impl Keyword {
    /// The keyword as schemas spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MaxItems => "maxItems",
            Self::MaxProperties => "maxProperties",
            Self::MaxLength => "maxLength",
        }
    }
}

/// A step from a node of a schema to one below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    Property(&'a str),
    Items,
    Values,
}

impl Declarations {
    /// Declares a schema; `None` if the API server does not expose it to rules.
    pub(crate) fn new<S: Structural>(schema: &S, object: bool) -> Option<(Self, Place)> {
        let mut declarations = Self {
            all: Vec::new(),
            opaque: false,
        };
        let root = declarations.declare(schema, object)?;
        Some((declarations, root))
    }

    pub(crate) fn get(&self, place: Place) -> &Declaration {
        &self.all[place]
    }

    pub(crate) fn get_mut(&mut self, place: Place) -> &mut Declaration {
        &mut self.all[place]
    }

    /// The declaration one step below.
    pub(crate) fn step(&self, place: Place, step: Step<'_>) -> Option<Place> {
        match (&self.get(place).shape, step) {
            (Shape::Object(fields), Step::Property(name)) => fields.get(escape(name)?.as_str()).copied(),
            (Shape::List(below), Step::Items) | (Shape::Map(below), Step::Values) => Some(*below),
            _ => None,
        }
    }

    /// The declaration of an object's field, by its name in CEL. A reserved word needs no escape.
    pub(crate) fn field(&self, place: Place, name: &str) -> Option<&Declaration> {
        let Shape::Object(fields) = &self.get(place).shape else {
            return None;
        };
        let found = fields.get(name).or_else(|| {
            let escaped = is_word(name).then(|| format!("__{name}__"))?;
            fields.get(escaped.as_str())
        });
        found.map(|place| self.get(*place))
    }

    fn add(&mut self, declaration: Declaration) -> Place {
        self.all.push(declaration);
        self.all.len() - 1
    }
}

/// Whether a word is a keyword or reserved, so that no field can have it as its name.
pub fn is_word(name: &str) -> bool {
    let words = crate::parser::VALUES.iter().chain(crate::parser::RESERVED);
    name == "in" || words.into_iter().any(|word| *word == name)
}

/// The name of a property as rules write it; `None` if no rule can name it.
///
/// ```
/// use kubewright_cel::escape;
///
/// assert_eq!(escape("x-size").as_deref(), Some("x__dash__size"));
/// assert_eq!(escape("in").as_deref(), Some("__in__"));
/// assert_eq!(escape("größe"), None);
/// ```
pub fn escape(name: &str) -> Option<String> {
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if is_word(name) {
        return Some(format!("__{name}__"));
    }
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    if !name.bytes().all(valid) {
        return None;
    }
    if !name.contains("__") && !name.contains(['.', '-', '/']) {
        return Some(name.to_owned());
    }
    Some(
        name.replace("__", "__underscores__")
            .replace('.', "__dot__")
            .replace('-', "__dash__")
            .replace('/', "__slash__"),
    )
}
