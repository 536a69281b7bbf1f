//! Parts of the object → values, by what the schema declares.

use serde_json::Value as Json;

use super::nodes::Evaluator;
use super::value::{List, Map, Timestamp, Value};
use super::{Failure, Result};
use crate::declaration::{ListKind, Place, Shape, is_word};
use crate::time;
use crate::types::Type;

impl<'a> Evaluator<'a> {
    /// The value of a part of the object.
    pub(super) fn read(&self, json: &'a Json, place: Place) -> Result<Value<'a>> {
        let declaration = self.declared(place);
        if json.is_null() {
            return if declaration.data.nullable {
                Ok(Value::Null)
            } else {
                Err("invalid data, got null for schema with nullable=false".into())
            };
        }
        if declaration.data.int_or_string {
            return match json {
                Json::String(text) => Ok(Value::text(text.as_str())),
                Json::Number(number) if number.is_i64() => Ok(Value::Int(number.as_i64().unwrap_or(0))),
                _ => Err("invalid data, expected XIntOrString value to be either a string or integer".into()),
            };
        }
        match (&declaration.shape, &declaration.ty, json) {
            (Shape::Object(_) | Shape::Map(_), _, Json::Object(fields)) => {
                Ok(Value::Map(Map::Json(fields, place)))
            }
            (Shape::Object(_) | Shape::Map(_), ..) => {
                Err("invalid data, expected a map for the provided schema with type=object".into())
            }
            (Shape::List(_), _, Json::Array(items)) => Ok(Value::List(List::Json(items, place))),
            (Shape::List(_), ..) => {
                Err("invalid data, expected an array for the provided schema with type=array".into())
            }
            (_, Type::Int, Json::Number(number)) if number.is_i64() => {
                Ok(Value::Int(number.as_i64().unwrap_or(0)))
            }
            (_, Type::Int, other) => Err(wrong("int", other)),
            (_, Type::Double, Json::Number(number)) => Ok(Value::Double(number.as_f64().unwrap_or(0.0))),
            (_, Type::Double, other) => Err(wrong("float", other)),
            (_, Type::Bool, Json::Bool(flag)) => Ok(Value::Bool(*flag)),
            (_, Type::Bool, other) => Err(wrong("bool", other)),
            (_, ty, Json::String(text)) => read_text(text, ty),
            (_, Type::Dyn, json) => Ok(Value::Unknown(json)),
            (_, _, other) => Err(wrong("string", other)),
        }
    }

    /// An item of a list.
    pub(super) fn item(&self, list: &List<'a>, index: usize) -> Result<Value<'a>> {
        match list {
            List::Items(items) => items.get(index).cloned().ok_or_else(|| out_of_bounds(index)),
            List::Json(items, place) => {
                let item = items.get(index).ok_or_else(|| out_of_bounds(index))?;
                match self.declared(*place).shape {
                    Shape::List(below) => self.read(item, below),
                    _ => Ok(Value::Unknown(item)),
                }
            }
        }
    }

    /// All items of a list.
    pub(super) fn items(&self, list: &List<'a>) -> Result<Vec<Value<'a>>> {
        (0..list.len()).map(|index| self.item(list, index)).collect()
    }

    /// A value of a map, or a field of an object.
    pub(super) fn find(&self, map: &Map<'a>, key: &Value<'a>) -> Result<Option<Value<'a>>> {
        match map {
            Map::Entries(entries) => {
                for (known, value) in entries.iter() {
                    if self.equals(known, key)? {
                        return Ok(Some(value.clone()));
                    }
                }
                Ok(None)
            }
            Map::Json(fields, place) => {
                let Value::Text(key) = key else {
                    return Err("no such overload".into());
                };
                match &self.declared(*place).shape {
                    Shape::Map(below) => match fields.get(key.as_ref()) {
                        Some(json) => self.read(json, *below).map(Some),
                        None => Ok(None),
                    },
                    Shape::Object(known) => {
                        let Some(name) = unescape(key) else {
                            return Ok(None);
                        };
                        let Some(json) = fields.get(&name).filter(|json| !json.is_null()) else {
                            return Ok(None);
                        };
                        let escaped = crate::declaration::escape(&name);
                        match escaped.and_then(|escaped| known.get(escaped.as_str())) {
                            Some(below) => self.read(json, *below).map(Some),
                            None => Ok(None),
                        }
                    }
                    _ => Ok(None),
                }
            }
        }
    }

    /// The keys of a map, or the names of an object's fields.
    pub(super) fn keys(&self, map: &Map<'a>) -> Vec<Value<'a>> {
        match map {
            Map::Entries(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            Map::Json(fields, place) => match &self.declared(*place).shape {
                Shape::Object(known) => fields
                    .keys()
                    .filter_map(|name| crate::declaration::escape(name))
                    .filter(|name| known.contains_key(name.as_str()))
                    .map(Value::text)
                    .collect(),
                _ => fields.keys().map(|key| Value::text(key.as_str())).collect(),
            },
        }
    }

    /// How the lists at a place are compared.
    pub(super) fn list_kind(&self, list: &List<'a>) -> &'a ListKind {
        match list {
            List::Items(_) => &ListKind::Atomic,
            List::Json(_, place) => &self.declared(*place).data.list,
        }
    }
}

fn out_of_bounds(index: usize) -> Failure {
    format!("index out of bounds: {index}").into()
}

fn wrong(expected: &str, found: &Json) -> Failure {
    let found = match found {
        Json::Null => "<nil>",
        Json::Bool(_) => "bool",
        Json::Number(number) if number.is_i64() => "int64",
        Json::Number(_) => "float64",
        Json::String(_) => "string",
        Json::Array(_) => "[]interface {}",
        Json::Object(_) => "map[string]interface {}",
    };
    format!("invalid data, expected {expected}, got {found}").into()
}

fn read_text<'a>(text: &str, ty: &Type) -> Result<Value<'a>> {
    match ty {
        Type::Duration => {
            let nanos = time::duration(text).or_else(|| time::lenient_duration(text));
            nanos
                .map(Value::Duration)
                .ok_or_else(|| format!("Invalid duration {text}: unable to parse {text} as duration").into())
        }
        Type::Timestamp => {
            let full = if text.len() == 10 {
                format!("{text}T00:00:00Z")
            } else {
                text.to_owned()
            };
            let full = if text.is_empty() {
                "1970-01-01T00:00:00Z".to_owned()
            } else {
                full
            };
            let read = time::timestamp(&full).or_else(|| time::timestamp(&format!("{full}Z")));
            read.map(|(seconds, nanos)| Value::Timestamp(Timestamp { seconds, nanos }))
                .ok_or_else(|| format!("Invalid date-time formatted string {text}").into())
        }
        Type::Bytes => decode_base64(text)
            .map(|bytes| Value::Bytes(bytes.into()))
            .ok_or_else(|| format!("Invalid byte formatted string {text}: illegal base64 data").into()),
        _ => Ok(Value::text(text)),
    }
}

/// Base64 in the alphabet of URLs, with padding; the API server decodes bytes so.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let plain: Vec<u8> = text
        .bytes()
        .filter(|byte| !matches!(byte, b'\n' | b'\r'))
        .collect();
    let mut bytes = Vec::with_capacity(plain.len() / 4 * 3);
    if !plain.len().is_multiple_of(4) {
        return None;
    }
    let count = plain.len() / 4;
    for (index, chunk) in plain.chunks(4).enumerate() {
        let padding = chunk.iter().rev().take_while(|byte| **byte == b'=').count();
        if padding > 2 || (padding > 0 && index + 1 < count) {
            return None;
        }
        let mut bits = 0_u32;
        for byte in chunk {
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                b'=' => 0,
                _ => return None,
            };
            bits = bits << 6 | u32::from(digit);
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..4 - padding]);
    }
    Some(bytes)
}

/// The name of a property that rules write so; `None` if no property has such a name.
pub(super) fn unescape(name: &str) -> Option<String> {
    if !name.contains("__") {
        return Some(name.to_owned());
    }
    if let Some(word) = name.strip_prefix("__").and_then(|rest| rest.strip_suffix("__"))
        && is_word(word)
    {
        return Some(word.to_owned());
    }
    let mut plain = String::new();
    let mut rest = name;
    while let Some(at) = rest.find("__") {
        plain.push_str(&rest[..at]);
        let after = &rest[at + 2..];
        let end = after.find('_').unwrap_or(after.len());
        if end == 0 || !after[end..].starts_with("__") {
            plain.push('_');
            rest = &rest[at + 1..];
            continue;
        }
        plain.push_str(match &after[..end] {
            "underscores" => "__",
            "dot" => ".",
            "dash" => "-",
            "slash" => "/",
            _ => return None,
        });
        rest = &after[end + 2..];
    }
    plain.push_str(rest);
    Some(plain)
}
