//! Messages of protocol buffers: only the well-known ones of one value, a duration or a time exist in rules.

use super::Checker;
use crate::error::problem;
use crate::tree::{Field, Id};
use crate::types::Type;

/// The fields of a message, with their types.
type Fields = &'static [(&'static str, Type)];

/// The names of the messages, without `google.protobuf.`, what they are in CEL, and their fields.
const MESSAGES: &[(&str, Type, Fields)] = &[
    ("BoolValue", Type::Bool, &[("value", Type::Bool)]),
    ("BytesValue", Type::Bytes, &[("value", Type::Bytes)]),
    ("DoubleValue", Type::Double, &[("value", Type::Double)]),
    (
        "Duration",
        Type::Duration,
        &[("seconds", Type::Int), ("nanos", Type::Int)],
    ),
    ("FloatValue", Type::Double, &[("value", Type::Double)]),
    ("Int32Value", Type::Int, &[("value", Type::Int)]),
    ("Int64Value", Type::Int, &[("value", Type::Int)]),
    ("StringValue", Type::Text, &[("value", Type::Text)]),
    (
        "Timestamp",
        Type::Timestamp,
        &[("seconds", Type::Int), ("nanos", Type::Int)],
    ),
    ("UInt32Value", Type::Uint, &[("value", Type::Uint)]),
    ("UInt64Value", Type::Uint, &[("value", Type::Uint)]),
];

impl Checker<'_> {
    pub(super) fn message(&mut self, id: Id, name: &str, fields: &[Field]) {
        for field in fields {
            self.check(field.value);
        }
        let full = name.strip_prefix('.').unwrap_or(name);
        let short = full.strip_prefix("google.protobuf.");
        let found = MESSAGES.iter().find(|(known, ..)| Some(*known) == short);
        let Some((_, ty, known)) = found else {
            self.set(id, Type::Error);
            let text = format!("creates a message `{name}`, which rules do not have");
            return self.report(problem(self.tree.at(id), text).help("write a map: `{'key': value}`"));
        };
        self.set(id, ty.clone());
        for field in fields {
            let value = self.element(field.value, field.optional);
            let expected = known.iter().find(|(name, _)| *name == field.name.as_ref());
            let fits = expected.is_some_and(|(_, expected)| self.substitution.assign(expected, &value));
            if !fits {
                let text = format!(
                    "sets the field `{}` of `{name}`, which has no such field of that type",
                    field.name
                );
                self.report(problem(self.tree.at(field.value), text));
            }
        }
    }
}
