//! What is known of the value of an expression.

use crate::{cel, schema::Schema};

/// What is known of a value.
#[derive(Clone, Copy)]
pub(super) enum Kind<'a> {
    /// Nothing.
    Unknown,
    /// Neither fields nor items.
    Scalar(&'static str),
    /// Fields of this schema; the flag says whether it is a whole Kubernetes object.
    Object(&'a Schema, bool),
    /// The metadata of a whole Kubernetes object.
    Metadata,
    /// Values of this schema.
    Map(&'a Schema),
    /// Items of this schema.
    List(&'a Schema),
}

/// What a field is.
pub(super) enum Found<'a> {
    Field(Kind<'a>),
    /// It is not there.
    Missing,
    /// It is there, and CEL is not shown it.
    Hidden,
}

impl<'a> Kind<'a> {
    /// What the API server declares for values of a schema; nothing if it does not show them to CEL.
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
