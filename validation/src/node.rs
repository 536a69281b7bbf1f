//! A schema that is ready to judge values: patterns are compiled, formats looked up, rules compiled when they are first needed.

mod pattern;
mod types;

use std::collections::BTreeMap;

use kubewright_core::schema::{Additional, Schema};
use serde_json::{Number, Value};

pub(crate) use pattern::Pattern;
pub(crate) use types::Types;

use crate::format::Format;

/// A node of a structural schema, or of the value validations in it.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) types: Types,
    pub(crate) nullable: bool,
    pub(crate) format: Format,
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
    pub(crate) multiple_of: Option<f64>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) pattern: Option<Pattern>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) min_properties: Option<u64>,
    pub(crate) max_properties: Option<u64>,
    pub(crate) enumeration: Vec<Value>,
    pub(crate) required: Vec<String>,
    pub(crate) properties: BTreeMap<String, Node>,
    pub(crate) additional: Option<Values>,
    pub(crate) items: Option<Box<Node>>,
    pub(crate) all_of: Vec<Node>,
    pub(crate) any_of: Vec<Node>,
    pub(crate) one_of: Vec<Node>,
    pub(crate) not: Option<Box<Node>>,
    pub(crate) default: Option<Value>,
    pub(crate) embedded: bool,
    pub(crate) preserves: bool,
    pub(crate) list: ListType,
}

/// A bound of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    pub(crate) exclusive: bool,
}

/// The schema of a map's values.
#[derive(Debug)]
pub(crate) enum Values {
    /// `true` or `false`.
    Any(bool),
    Of(Box<Node>),
}

/// How a list is merged, and what must be unique in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum ListType {
    #[default]
    Atomic,
    Set,
    /// With the names of the keys.
    Map(Vec<String>),
}

impl Node {
    pub(crate) fn new(schema: &Schema) -> Self {
        let types = Types::new(schema);
        let bound = |value: &Option<Number>, exclusive| {
            let value = value.as_ref()?.as_f64()?;
            Some(Bound { value, exclusive })
        };
        let all = |schemas: &[Schema]| schemas.iter().map(Self::new).collect();
        Self {
            format: Format::new(schema.format.as_deref(), types.only()),
            types,
            nullable: schema.nullable,
            minimum: bound(&schema.minimum, schema.exclusive_minimum),
            maximum: bound(&schema.maximum, schema.exclusive_maximum),
            multiple_of: schema.multiple_of.as_ref().and_then(Number::as_f64),
            min_length: schema.min_length,
            max_length: schema.max_length,
            pattern: schema
                .pattern
                .as_deref()
                .filter(|text| !text.is_empty())
                .map(Pattern::new),
            min_items: schema.min_items,
            max_items: schema.max_items,
            min_properties: schema.min_properties,
            max_properties: schema.max_properties,
            enumeration: schema.enumeration.iter().cloned().map(as_stored).collect(),
            required: schema.required.iter().cloned().collect(),
            properties: schema
                .properties
                .iter()
                .map(|(name, schema)| (name.clone(), Self::new(schema)))
                .collect(),
            additional: schema
                .additional_properties
                .as_deref()
                .map(|additional| match additional {
                    Additional::Allowed(allowed) => Values::Any(*allowed),
                    Additional::Schema(schema) => Values::Of(Box::new(Self::new(schema))),
                }),
            items: schema.items.as_deref().map(|items| Box::new(Self::new(items))),
            all_of: all(&schema.all_of),
            any_of: all(&schema.any_of),
            one_of: all(&schema.one_of),
            not: schema.not.as_deref().map(|not| Box::new(Self::new(not))),
            default: schema
                .default
                .clone()
                .filter(|value| !value.is_null())
                .map(as_stored),
            embedded: schema.embedded_resource,
            preserves: schema.preserve_unknown_fields,
            list: match schema.list_type.as_deref() {
                Some("set") => ListType::Set,
                Some("map") => ListType::Map(schema.list_map_keys.clone()),
                _ => ListType::Atomic,
            },
        }
    }

    /// The schema of a field or entry that has this key.
    pub(crate) fn below(&self, key: &str) -> Option<&Self> {
        self.properties.get(key).or_else(|| self.values())
    }

    /// The schema of a map's values.
    pub(crate) fn values(&self) -> Option<&Self> {
        match &self.additional {
            Some(Values::Of(node)) => Some(node),
            Some(Values::Any(_)) | None => None,
        }
    }
}

/// A value with the numbers that Go has after decoding: 64-bit integers, and floats.
pub(crate) fn as_decoded(value: Value) -> Value {
    with_numbers(value, decoded)
}

/// A value with the numbers that Go has after the value was stored: a float without a fraction is written like an integer.
pub(crate) fn as_stored(value: Value) -> Value {
    with_numbers(value, |number| match decoded(number) {
        Value::Number(number) => whole(&number).map_or(Value::Number(number), Value::from),
        other => other,
    })
}

fn with_numbers(value: Value, convert: fn(Number) -> Value) -> Value {
    match value {
        Value::Number(number) => convert(number),
        Value::Array(items) => items
            .into_iter()
            .map(|item| with_numbers(item, convert))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, with_numbers(value, convert)))
            .collect(),
        other => other,
    }
}

fn decoded(number: Number) -> Value {
    if number.is_u64() && !number.is_i64() {
        return number.as_f64().map_or(Value::Null, Value::from);
    }
    Value::Number(number)
}

fn whole(number: &Number) -> Option<i64> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    let float = number.as_f64().filter(|_| number.is_f64())?;
    #[expect(clippy::cast_possible_truncation, reason = "in the range of the type")]
    let whole = float as i64;
    (float.fract() == 0.0 && (-BOUND..BOUND).contains(&float)).then_some(whole)
}
