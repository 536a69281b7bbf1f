//! JSON types as value checks.
//!
//! A branch cannot contain `type`. But every value check applies to values of one type and accepts all others, so a
//! check that no value of a type passes excludes that type.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::schema::Schema;

/// A JSON type, except for `null`, which the API server drops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Array,
    Boolean,
    Number,
    Object,
    String,
}

impl Class {
    pub(super) const ALL: [Self; 5] = [
        Self::Array,
        Self::Boolean,
        Self::Number,
        Self::Object,
        Self::String,
    ];

    /// The name of the type; for numbers, it depends on whether they are integers.
    pub(super) fn name(self, whole: bool) -> &'static str {
        match self {
            Self::Array => "array",
            Self::Boolean => "boolean",
            Self::Number if whole => "integer",
            Self::Number => "number",
            Self::Object => "object",
            Self::String => "string",
        }
    }

    /// Adds a check that no value of this type passes.
    pub(super) fn forbid(self, schema: &mut Schema) {
        match self {
            Self::Array => (schema.min_items, schema.max_items) = (Some(1), Some(0)),
            Self::Boolean => schema.all_of.push(no_boolean()),
            Self::Number => (schema.minimum, schema.maximum) = (Some(1.into()), Some(0.into())),
            Self::Object => (schema.min_properties, schema.max_properties) = (Some(1), Some(0)),
            Self::String => (schema.min_length, schema.max_length) = (Some(1), Some(0)),
        }
    }

    fn is_forbidden(self, schema: &Schema) -> bool {
        match self {
            Self::Array => (schema.min_items, schema.max_items) == (Some(1), Some(0)),
            Self::Boolean => schema.all_of.contains(&no_boolean()),
            Self::Number => (&schema.minimum, &schema.maximum) == (&Some(1.into()), &Some(0.into())),
            Self::Object => (schema.min_properties, schema.max_properties) == (Some(1), Some(0)),
            Self::String => (schema.min_length, schema.max_length) == (Some(1), Some(0)),
        }
    }
}

fn no_boolean() -> Schema {
    none_of(vec![Value::Bool(false), Value::Bool(true)])
}

/// The types that values of this schema can have.
pub(super) fn classes(schema: &Schema) -> BTreeSet<Class> {
    match schema.ty.as_deref() {
        Some("integer" | "number") => [Class::Number].into(),
        Some(ty) => Class::ALL
            .into_iter()
            .filter(|class| class.name(true) == ty)
            .collect(),
        None if schema.int_or_string => [Class::Number, Class::String].into(),
        None => Class::ALL
            .into_iter()
            .filter(|class| !class.is_forbidden(schema))
            .collect(),
    }
}

/// A schema that accepts only values of these types.
pub(super) fn except(present: &BTreeSet<Class>) -> Schema {
    let mut schema = Schema {
        preserve_unknown_fields: true,
        ..Schema::default()
    };
    for class in Class::ALL.iter().filter(|class| !present.contains(class)) {
        class.forbid(&mut schema);
    }
    schema
}

/// The value has none of these types.
pub(super) fn none_of(values: Vec<Value>) -> Schema {
    Schema {
        not: Some(Box::new(Schema {
            enumeration: values,
            ..Schema::default()
        })),
        ..Schema::default()
    }
}
