//! Equality and order of values.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value as Json;

use super::Result;
use super::nodes::Evaluator;
use super::value::{List, Map, Value};
use crate::declaration::{ListKind, Shape};

impl<'a> Evaluator<'a> {
    /// Whether two values are equal.
    pub(super) fn equals(&self, one: &Value<'a>, other: &Value<'a>) -> Result<bool> {
        Ok(match (one, other) {
            (Value::Null, Value::Null) => true,
            (Value::Null, _) | (_, Value::Null) => false,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::Text(one), Value::Text(other)) | (Value::Type(one), Value::Type(other)) => one == other,
            (Value::Bytes(one), Value::Bytes(other)) => one == other,
            (Value::Duration(one), Value::Duration(other)) => one == other,
            (Value::Timestamp(one), Value::Timestamp(other)) => one == other,
            (
                Value::Int(_) | Value::Uint(_) | Value::Double(_),
                Value::Int(_) | Value::Uint(_) | Value::Double(_),
            ) => compare_numbers(one, other) == Some(Ordering::Equal),
            (Value::List(one), Value::List(other)) => self.lists_equal(one, other)?,
            (Value::List(List::Json(..)), _) => return Err("no such overload".into()),
            (Value::Map(one), Value::Map(other)) => self.maps_equal(one, other)?,
            (Value::Map(Map::Json(..)), _) => return Err("no such overload".into()),
            (Value::Optional(one), Value::Optional(other)) => match (one, other) {
                (None, None) => true,
                (Some(one), Some(other)) => self.equals(one, other)?,
                _ => false,
            },
            (Value::Ip(one), Value::Ip(other)) => one == other,
            (Value::Cidr(one), Value::Cidr(other)) => one == other,
            (Value::Url(one), Value::Url(other)) => one.text == other.text,
            (Value::Quantity(one), Value::Quantity(other)) => one.nanos == other.nanos,
            (Value::Semver(one), Value::Semver(other)) => one.compare(other) == Ordering::Equal,
            (Value::Format(one), Value::Format(other)) => one == other,
            (Value::Unknown(one), Value::Unknown(other)) => one == other,
            (
                Value::Ip(_)
                | Value::Cidr(_)
                | Value::Url(_)
                | Value::Quantity(_)
                | Value::Semver(_)
                | Value::Format(_),
                _,
            ) => return Err("no such overload".into()),
            _ => false,
        })
    }

    fn lists_equal(&self, one: &List<'a>, other: &List<'a>) -> Result<bool> {
        if one.len() != other.len() {
            return Ok(false);
        }
        match self.list_kind(one) {
            ListKind::Set => {
                let known = self.set_of(one)?;
                let found = self.set_of(other)?;
                Ok(known == found)
            }
            ListKind::Map(keys) => self.keyed_equal(keys, one, other),
            ListKind::Atomic => {
                for index in 0..one.len() {
                    if !self.equals(&self.item(one, index)?, &self.item(other, index)?)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    /// The items of a list as texts that are equal if the items are.
    fn set_of(&self, list: &List<'a>) -> Result<HashSet<String>> {
        self.items(list)?
            .iter()
            .map(|item| self.fingerprint(item))
            .collect()
    }

    /// A text for a value, the same one for equal values.
    pub(super) fn fingerprint(&self, value: &Value<'a>) -> Result<String> {
        Ok(match value {
            Value::List(list) => {
                let items = self.items(list)?;
                let items: Result<Vec<_>> = items.iter().map(|item| self.fingerprint(item)).collect();
                format!("[{}]", items?.join(","))
            }
            Value::Map(map) => {
                let mut entries = Vec::new();
                for key in self.keys(map) {
                    let value = self.find(map, &key)?.unwrap_or(Value::Null);
                    entries.push(format!(
                        "{}:{}",
                        self.fingerprint(&key)?,
                        self.fingerprint(&value)?
                    ));
                }
                entries.sort();
                format!("{{{}}}", entries.join(","))
            }
            Value::Text(text) => format!("{text:?}"),
            Value::Double(number) if number.fract() == 0.0 => format!("{number}"),
            Value::Double(number) => format!("{number:e}"),
            Value::Int(number) => number.to_string(),
            Value::Uint(number) => number.to_string(),
            other => format!("{other:?}"),
        })
    }

    /// Lists with keys are equal in any order.
    fn keyed_equal(&self, keys: &[String], one: &List<'a>, other: &List<'a>) -> Result<bool> {
        let (one, other) = (self.items(one)?, self.items(other)?);
        let mut seen = HashSet::new();
        for item in &other {
            let key = self.key_of(keys, item)?;
            let mut same = None;
            for known in &one {
                if self.key_of(keys, known)? == key {
                    same = Some(known);
                }
            }
            let Some(same) = same else { return Ok(false) };
            if !self.equals(same, item)? {
                return Ok(false);
            }
            seen.insert(key);
        }
        let mut known = HashSet::new();
        for item in &one {
            known.insert(self.key_of(keys, item)?);
        }
        Ok(seen.len() == known.len())
    }

    /// The values of the keys of an item.
    pub(super) fn key_of(&self, keys: &[String], item: &Value<'a>) -> Result<String> {
        let Value::Map(map) = item else {
            return self.fingerprint(item);
        };
        let mut parts = Vec::new();
        for key in keys {
            let value = self.find(map, &Value::text(key.as_str()))?;
            parts.push(match value {
                Some(value) => self.fingerprint(&value)?,
                None => "-".to_owned(),
            });
        }
        Ok(parts.join("\u{0}"))
    }

    fn maps_equal(&self, one: &Map<'a>, other: &Map<'a>) -> Result<bool> {
        if one.len() != other.len() {
            return Ok(false);
        }
        if let (Map::Json(fields, place), Map::Json(others, _)) = (one, other)
            && let Shape::Object(known) = &self.declared(*place).shape
        {
            for (name, json) in *fields {
                let escaped = crate::declaration::escape(name);
                let key = escaped.filter(|escaped| known.contains_key(escaped.as_str()));
                let Some(key) = key else {
                    // What has no type is compared as it is.
                    if others.get(name).is_some_and(|other| !same(json, other)) {
                        return Ok(false);
                    }
                    continue;
                };
                let key = Value::text(key);
                let equal = match (self.find(one, &key)?, self.find(other, &key)?) {
                    (None, None) => true,
                    (Some(one), Some(other)) => self.equals(&one, &other)?,
                    _ => false,
                };
                if !equal {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        for key in self.keys(one) {
            let (Some(one), Some(other)) = (self.find(one, &key)?, self.find(other, &key)?) else {
                return Ok(false);
            };
            if !self.equals(&one, &other)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn same(one: &Json, other: &Json) -> bool {
    one == other
}

/// The order of two numbers; `None` if one is NaN.
fn compare_numbers(one: &Value<'_>, other: &Value<'_>) -> Option<Ordering> {
    let whole = |value: &Value<'_>| match value {
        Value::Int(number) => Some(i128::from(*number)),
        Value::Uint(number) => Some(i128::from(*number)),
        _ => None,
    };
    match (whole(one), whole(other), one, other) {
        (Some(one), Some(other), ..) => Some(one.cmp(&other)),
        (_, _, Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
        (None, Some(other), Value::Double(one), _) => compare_mixed(*one, other),
        (Some(one), None, _, Value::Double(other)) => compare_mixed(*other, one).map(Ordering::reverse),
        _ => None,
    }
}

fn compare_mixed(float: f64, whole: i128) -> Option<Ordering> {
    // As cel-go compares them: the integer is rounded to a double.
    #[expect(clippy::cast_precision_loss, reason = "as cel-go compares")]
    float.partial_cmp(&(whole as f64))
}

/// The order of two values of the same type.
pub(super) fn compare(one: &Value<'_>, other: &Value<'_>) -> Result<Option<Ordering>> {
    Ok(match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
        (Value::Bytes(one), Value::Bytes(other)) => Some(one.cmp(other)),
        (Value::Duration(one), Value::Duration(other)) => Some(one.cmp(other)),
        (Value::Timestamp(one), Value::Timestamp(other)) => Some(one.cmp(other)),
        (
            Value::Int(_) | Value::Uint(_) | Value::Double(_),
            Value::Int(_) | Value::Uint(_) | Value::Double(_),
        ) => compare_numbers(one, other),
        _ => return Err("no such overload".into()),
    })
}
