//! Decodes metadata as Go's `ObjectMeta`: unknown fields and empty values are dropped, and values of another type are errors.

use serde_json::{Map, Value};

use crate::path::Step;

/// Decoded metadata, and the fields that were dropped because they are not known.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) value: Value,
    pub(crate) unknown: Vec<Vec<Step>>,
}

/// The type of a field.
#[derive(Clone, Copy)]
enum Type {
    Text,
    Int,
    Bool,
    /// A text, not checked further here.
    Time,
    Anything,
    List(&'static Type, &'static str),
    Texts,
    Struct(&'static Struct),
}

struct Struct {
    name: &'static str,
    fields: &'static [(&'static str, Type)],
    /// How many of the fields are kept when they are empty.
    always: usize,
}

const TEXT: Type = Type::Text;
const OWNER: Type = Type::Struct(&Struct {
    name: "OwnerReference",
    always: 4,
    fields: &[
        ("apiVersion", Type::Text),
        ("kind", Type::Text),
        ("name", Type::Text),
        ("uid", Type::Text),
        ("controller", Type::Bool),
        ("blockOwnerDeletion", Type::Bool),
    ],
});
const MANAGED: Type = Type::Struct(&Struct {
    name: "ManagedFieldsEntry",
    always: 0,
    fields: &[
        ("manager", Type::Text),
        ("operation", Type::Text),
        ("apiVersion", Type::Text),
        ("time", Type::Time),
        ("fieldsType", Type::Text),
        ("fieldsV1", Type::Anything),
        ("subresource", Type::Text),
    ],
});
const METADATA: Struct = Struct {
    name: "ObjectMeta",
    always: 0,
    fields: &[
        ("name", Type::Text),
        ("generateName", Type::Text),
        ("namespace", Type::Text),
        ("selfLink", Type::Text),
        ("uid", Type::Text),
        ("resourceVersion", Type::Text),
        ("generation", Type::Int),
        ("creationTimestamp", Type::Time),
        ("deletionTimestamp", Type::Time),
        ("deletionGracePeriodSeconds", Type::Int),
        ("labels", Type::Texts),
        ("annotations", Type::Texts),
        ("ownerReferences", Type::List(&OWNER, "[]v1.OwnerReference")),
        ("finalizers", Type::List(&TEXT, "[]string")),
        ("managedFields", Type::List(&MANAGED, "[]v1.ManagedFieldsEntry")),
    ],
};

/// Decodes metadata.
///
/// # Errors
///
/// With the message of the API server.
pub(crate) fn decode(metadata: &Value) -> Result<Kept, String> {
    let mut decoder = Decoder::default();
    let value = match metadata {
        Value::Null => super::empty(),
        Value::Object(fields) => decoder.fields(fields, &METADATA)?,
        other => {
            return Err(format!(
                "json: cannot unmarshal {} into Go value of type v1.ObjectMeta",
                kind(other)
            ));
        }
    };
    Ok(Kept {
        value,
        unknown: decoder.unknown,
    })
}

#[derive(Default)]
struct Decoder {
    path: Vec<Step>,
    unknown: Vec<Vec<Step>>,
}

impl Decoder {
    fn fields(&mut self, fields: &Map<String, Value>, of: &Struct) -> Result<Value, String> {
        let mut kept = Map::new();
        for (key, value) in fields {
            self.path.push(Step::Key(key.clone()));
            match of.fields.iter().find(|(name, _)| name == key) {
                None => self.unknown.push(self.path.clone()),
                Some((_, ty)) => {
                    let value = self.value(value, *ty, of)?;
                    if !is_empty(&value) {
                        kept.insert(key.clone(), value);
                    }
                }
            }
            self.path.pop();
        }
        // Go leaves these out never.
        for (key, _) in of.fields.iter().take(of.always) {
            kept.entry((*key).to_owned()).or_insert_with(|| "".into());
        }
        Ok(Value::Object(kept))
    }

    fn value(&mut self, value: &Value, ty: Type, of: &Struct) -> Result<Value, String> {
        match (ty, value) {
            (Type::Anything, value)
            | (Type::Text | Type::Time, value @ Value::String(_))
            | (Type::Bool, value @ Value::Bool(_)) => Ok(value.clone()),
            (_, Value::Null) => Ok(Value::Null),
            (Type::Int, Value::Number(number)) if number.is_i64() => Ok(value.clone()),
            (Type::Texts, Value::Object(entries)) => {
                let mut kept = Map::new();
                for (key, value) in entries {
                    let value = match value {
                        Value::String(_) => value.clone(),
                        Value::Null => Value::String(String::new()),
                        other => return Err(self.wrong(other, "string", of)),
                    };
                    kept.insert(key.clone(), value);
                }
                Ok(Value::Object(kept))
            }
            (Type::List(item, _), Value::Array(items)) => {
                let mut kept = Vec::new();
                for (index, value) in items.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    kept.push(match (item, value) {
                        (Type::Text, Value::Null) => Value::String(String::new()),
                        (Type::Struct(_), Value::Null) => super::empty(),
                        _ => self.value(value, *item, of)?,
                    });
                    self.path.pop();
                }
                Ok(Value::Array(kept))
            }
            (Type::Struct(of), Value::Object(fields)) => self.fields(fields, of),
            (ty, value) => Err(self.wrong(value, ty.name(), of)),
        }
    }

    fn wrong(&self, value: &Value, ty: &str, of: &Struct) -> String {
        let keys = self.path.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        });
        let keys: Vec<_> = keys.collect();
        let shown = match value {
            Value::Number(number) if ty == "int64" => {
                format!("number {}", crate::go::json(&number.clone().into()))
            }
            other => kind(other).to_owned(),
        };
        format!(
            "json: cannot unmarshal {shown} into Go struct field {}.{} of type {ty}",
            of.name,
            keys.join(".")
        )
    }
}

impl Type {
    fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Time | Self::Anything => "string",
            Self::Int => "int64",
            Self::Bool => "bool",
            Self::List(_, name) => name,
            Self::Texts => "map[string]string",
            Self::Struct(of) => of.name,
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether Go leaves a value out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Number(number) => number.as_i64() == Some(0),
        Value::Bool(_) => false,
    }
}
