//! Types of expressions.

mod read;
mod unify;

use std::fmt;
use std::sync::Arc;

pub(crate) use read::read;
pub(crate) use unify::{Substitution, most_general};

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// Anything: only known when the rule runs.
    Dyn,
    /// The type of what is wrong already; it fits everywhere, so that one mistake is reported once.
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Duration,
    Timestamp,
    List(Arc<Type>),
    Map(Arc<(Type, Type)>),
    /// An object of the schema, by the index of its declaration.
    Object(usize),
    /// A type of a library with fields or methods of its own: `kubernetes.Quantity`.
    Named(Arc<str>),
    /// A type of a library that may have parameters: `optional_type(int)`, `net.IP`.
    Opaque(Arc<str>, Arc<[Type]>),
    /// The type of a type.
    Of(Option<Arc<Type>>),
    /// A type variable of the check.
    Variable(usize),
    /// A type parameter of a function's declaration.
    Parameter(usize),
}

pub(crate) const OPTIONAL: &str = "optional_type";

impl Type {
    pub(crate) fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    pub(crate) fn map(key: Self, value: Self) -> Self {
        Self::Map(Arc::new((key, value)))
    }

    pub(crate) fn optional(of: Self) -> Self {
        Self::Opaque(OPTIONAL.into(), Arc::new([of]))
    }

    pub(crate) fn type_of(of: Self) -> Self {
        Self::Of(Some(Arc::new(of)))
    }

    pub(crate) fn is_optional(&self) -> bool {
        matches!(self, Self::Opaque(name, _) if name.as_ref() == OPTIONAL)
    }

    /// What is in an optional, or the type itself.
    pub(crate) fn unwrapped(&self) -> (Self, bool) {
        match self {
            Self::Opaque(_, of) if self.is_optional() => (of[0].clone(), true),
            other => (other.clone(), false),
        }
    }

    pub(crate) fn is_dyn_or_error(&self) -> bool {
        matches!(self, Self::Dyn | Self::Error)
    }

    /// Whether every value has size one.
    pub(crate) fn is_scalar(&self) -> bool {
        match self {
            Self::Bool | Self::Double | Self::Duration | Self::Int | Self::Timestamp | Self::Uint => true,
            Self::Opaque(_, of) if self.is_optional() => of[0].is_scalar(),
            _ => false,
        }
    }

    /// The first parameter of a list, map, optional or type.
    pub(crate) fn first_parameter(&self) -> Option<Self> {
        match self {
            Self::List(element) => Some(element.as_ref().clone()),
            Self::Map(entry) => Some(entry.0.clone()),
            Self::Opaque(_, of) => of.first().cloned(),
            Self::Of(of) => of.as_deref().cloned(),
            _ => None,
        }
    }

    /// Replaces the parts for which the closure has something else.
    pub(crate) fn replaced(&self, with: &dyn Fn(&Self) -> Option<Self>) -> Self {
        if let Some(other) = with(self) {
            return other;
        }
        match self {
            Self::List(element) => Self::list(element.replaced(with)),
            Self::Map(entry) => Self::map(entry.0.replaced(with), entry.1.replaced(with)),
            Self::Opaque(name, of) if !of.is_empty() => Self::Opaque(
                Arc::clone(name),
                of.iter().map(|parameter| parameter.replaced(with)).collect(),
            ),
            Self::Of(Some(of)) => Self::type_of(of.replaced(with)),
            other => other.clone(),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dyn | Self::Variable(_) | Self::Parameter(_) => f.write_str("dyn"),
            Self::Error => f.write_str("error"),
            Self::Null => f.write_str("null"),
            Self::Bool => f.write_str("bool"),
            Self::Int => f.write_str("int"),
            Self::Uint => f.write_str("uint"),
            Self::Double => f.write_str("double"),
            Self::Text => f.write_str("string"),
            Self::Bytes => f.write_str("bytes"),
            Self::Duration => f.write_str("duration"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Map(entry) => write!(f, "map({}, {})", entry.0, entry.1),
            Self::Object(_) => f.write_str("object"),
            Self::Named(name) => f.write_str(name),
            Self::Opaque(name, of) => {
                f.write_str(name.strip_suffix("_type").unwrap_or(name))?;
                let Some((first, rest)) = of.split_first() else {
                    return Ok(());
                };
                write!(f, "({first}")?;
                rest.iter().try_for_each(|parameter| write!(f, ", {parameter}"))?;
                f.write_str(")")
            }
            Self::Of(Some(of)) => write!(f, "type({of})"),
            Self::Of(None) => f.write_str("type"),
        }
    }
}
