//! The statically known kind of an expression's value.

use crate::{cel, schema::Schema};

/// The statically known kind of a value.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// Nothing is known.
    Unknown,
    /// A value without fields and items, such as a string.
    Scalar(&'static str),
    /// An object with this schema; the flag is set for a whole Kubernetes object.
    Object(&'a Schema, bool),
    /// The metadata of a whole Kubernetes object.
    Metadata,
    /// A map with values of this schema.
    Map(&'a Schema),
    /// A list with items of this schema.
    List(&'a Schema),
}

/// The result of looking up a field.
pub(super) enum Found<'a> {
    Field(Kind<'a>),
    /// The field does not exist.
    Missing,
    /// The field exists, but the API server does not expose it to CEL.
    Hidden,
}

impl<'a> Kind<'a> {
    /// The kind that the API server declares for values of a schema; `None` if it does not expose them to CEL.
    pub(super) fn of(schema: &'a Schema, object: bool) -> Option<Self> {
        if schema.opaque || schema.int_or_string {
            return Some(Self::Unknown);
        }
        Some(match schema.ty.as_deref()? {
            "array" => {
                let items = schema.items.as_deref()?;
                Self::of(items, items.embedded_resource)?;
                Self::List(items)
            }
            "object" => match schema.values() {
                Some(values) => {
                    Self::of(values, values.embedded_resource)?;
                    Self::Map(values)
                }
                None => Self::Object(schema, object),
            },
            "string" => Self::Scalar("string"),
            "boolean" => Self::Scalar("boolean"),
            "integer" => Self::Scalar("integer"),
            "number" => Self::Scalar("number"),
            _ => Self::Unknown,
        })
    }

    /// The kind of the items of a list, or of the values of a map.
    pub(super) fn element(self) -> Self {
        match self {
            Self::List(schema) | Self::Map(schema) => {
                Self::of(schema, schema.embedded_resource).unwrap_or(Self::Unknown)
            }
            Self::Unknown | Self::Scalar(_) | Self::Object(..) | Self::Metadata => Self::Unknown,
        }
    }

    pub(super) fn field(self, name: &str) -> Found<'a> {
        match self {
            Self::Unknown | Self::List(_) => Found::Field(Self::Unknown),
            Self::Map(_) => Found::Field(self.element()),
            Self::Scalar(_) => Found::Missing,
            Self::Metadata if name == "name" || name == "generateName" => {
                Found::Field(Self::Scalar("string"))
            }
            Self::Metadata => Found::Hidden,
            Self::Object(_, true) if name == "metadata" => Found::Field(Self::Metadata),
            Self::Object(_, true) if name == "kind" || name == "apiVersion" => {
                Found::Field(Self::Scalar("string"))
            }
            Self::Object(schema, _) => {
                let property = schema.properties.iter().find(|(key, _)| cel::escape(key) == name);
                match property {
                    Some((_, property)) => {
                        Self::of(property, property.embedded_resource).map_or(Found::Hidden, Found::Field)
                    }
                    None if schema.opaque => Found::Field(Self::Unknown),
                    None => Found::Missing,
                }
            }
        }
    }

    /// The names of the fields as CEL spells them.
    pub(super) fn names(self) -> Vec<String> {
        match self {
            Self::Object(schema, object) => {
                let common = ["apiVersion", "kind", "metadata"].map(str::to_owned);
                let common = common.into_iter().filter(|_| object);
                schema
                    .properties
                    .keys()
                    .map(|key| cel::escape(key))
                    .chain(common)
                    .collect()
            }
            Self::Metadata => vec!["name".to_owned(), "generateName".to_owned()],
            Self::Unknown | Self::Scalar(_) | Self::Map(_) | Self::List(_) => Vec::new(),
        }
    }
}
