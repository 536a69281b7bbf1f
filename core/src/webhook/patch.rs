//! Kubernetes' strategic merge patch for one entry of a webhook configuration.

use serde_json::{Map, Value};

use super::shape::{self, Directive, Field, Shape};
use crate::diagnostic::Message;

/// Validates a patch completely, then applies it.
pub(super) fn apply(
    entry: Map<String, Value>,
    patch: &Value,
    mutating: bool,
) -> Result<Map<String, Value>, Message> {
    let read;
    let patch = match patch {
        Value::String(json) if json.trim().is_empty() => return Err("the patch is empty".into()),
        Value::String(json) => {
            read = serde_json::from_str(json).map_err(|error| format!("the patch is not JSON: {error}"))?;
            &read
        }
        other => other,
    };
    let Value::Object(patch) = patch else {
        return Err("the patch is not a JSON object".into());
    };
    let fields = shape::entry(mutating);
    shape::check_object(patch, fields, "")?;
    object(entry, patch, fields)
}

fn object(
    mut original: Map<String, Value>,
    patch: &Map<String, Value>,
    fields: &'static [Field],
) -> Result<Map<String, Value>, Message> {
    match patch.get("$patch").and_then(Value::as_str) {
        Some("delete") => return Ok(Map::new()),
        Some(_) => original.clear(),
        None => {}
    }
    if let Some(keys) = patch.get("$retainKeys").and_then(Value::as_array) {
        let is_kept = |key: &String| keys.iter().any(|kept| kept == key);
        if let Some(lost) = patch.keys().find(|key| !key.starts_with('$') && !is_kept(key)) {
            return Err(format!("`{lost}` is set, but `$retainKeys` does not list it").into());
        }
        original.retain(|key, _| is_kept(key));
    }
    for (name, shape) in fields {
        let before = original.remove(*name);
        let had = before.clone();
        let after = match patch.get(*name) {
            Some(Value::Null) => None,
            Some(value) if is_delete(value) => None,
            Some(value) => Some(merged(before, value, shape)?),
            None => before,
        };
        let value = directed(after, had, patch, name, shape)?;
        if let Some(value) = value.filter(|value| !is_left_out(value, shape)) {
            original.insert((*name).to_owned(), value);
        }
    }
    Ok(original)
}

/// The API treats an empty list or map like a missing one.
fn is_left_out(value: &Value, shape: &Shape) -> bool {
    match value {
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty() && matches!(shape, Shape::Labels),
        _ => false,
    }
}

fn merged(before: Option<Value>, patch: &Value, shape: &Shape) -> Result<Value, Message> {
    let object_before = |before| match before {
        Some(Value::Object(before)) => before,
        _ => Map::new(),
    };
    match (shape, patch) {
        (Shape::Object(fields), Value::Object(patch)) => {
            object(object_before(before), patch, fields).map(Value::Object)
        }
        (Shape::Labels, Value::Object(patch)) => Ok(Value::Object(labels(object_before(before), patch))),
        (Shape::Objects(fields, Some(key)), Value::Array(patch)) => {
            let before = match before {
                Some(Value::Array(before)) => before,
                _ => Vec::new(),
            };
            keyed(before, patch, fields, key).map(Value::Array)
        }
        (Shape::Objects(..), Value::Array(list)) => Ok(list.iter().map(without_unset).collect()),
        (Shape::Number, value) => Ok(shape::whole(value).map_or_else(|| value.clone(), Value::from)),
        (_, value) => Ok(value.clone()),
    }
}

fn is_delete(patch: &Value) -> bool {
    patch.get("$patch").is_some_and(|word| word == "delete")
}

fn labels(mut original: Map<String, Value>, patch: &Map<String, Value>) -> Map<String, Value> {
    if patch.contains_key("$patch") {
        original.clear();
    }
    for (key, value) in patch.iter().filter(|(key, _)| !key.starts_with('$')) {
        if value.is_null() {
            original.remove(key);
        } else {
            original.insert(key.clone(), value.clone());
        }
    }
    original
}

/// Merges elements by `key`; new ones are appended.
fn keyed(
    mut list: Vec<Value>,
    patch: &[Value],
    fields: &'static [Field],
    key: &str,
) -> Result<Vec<Value>, Message> {
    let directive = |element: &Value, word: &str| element.get("$patch").is_some_and(|found| found == word);
    if patch.iter().any(|element| directive(element, "replace")) {
        let kept = patch.iter().filter(|element| !directive(element, "replace"));
        return Ok(kept.map(without_unset).collect());
    }
    for element in patch {
        let place = list.iter().position(|before| before.get(key) == element.get(key));
        if directive(element, "delete") {
            place.map(|place| list.remove(place));
            continue;
        }
        let before = place.map(|place| list[place].clone());
        let after = merged(before, element, &Shape::Object(fields))?;
        match place {
            Some(place) => list[place] = after,
            None => list.push(after),
        }
    }
    Ok(list)
}

/// Applies the directives beside a list's field.
fn directed(
    list: Option<Value>,
    original: Option<Value>,
    patch: &Map<String, Value>,
    name: &str,
    shape: &Shape,
) -> Result<Option<Value>, Message> {
    let Some(Value::Array(mut list)) = list else {
        return Ok(list);
    };
    for (word, value) in patch {
        let Value::Array(value) = value else { continue };
        match Directive::of(word) {
            Some(Directive::DeleteFromPrimitiveList(field)) if field == name => {
                list.retain(|element| !value.contains(element));
            }
            Some(Directive::SetElementOrder(field)) if field == name => {
                let original = original
                    .as_ref()
                    .and_then(Value::as_array)
                    .map_or(&[][..], Vec::as_slice);
                let patched = patch
                    .get(name)
                    .and_then(Value::as_array)
                    .map_or(&[][..], Vec::as_slice);
                let order = Order {
                    places: value,
                    key: key_of(shape),
                };
                if !order.is_kept_by(patched) {
                    return Err(format!("`{name}` and `{word}` have different orders").into());
                }
                list = order.apply(list, original);
            }
            _ => {}
        }
    }
    Ok(Some(Value::Array(list)))
}

fn key_of(shape: &Shape) -> Option<&'static str> {
    if let Shape::Objects(_, key) = shape {
        *key
    } else {
        None
    }
}

/// The value of `$setElementOrder`.
struct Order<'a> {
    places: &'a [Value],
    key: Option<&'static str>,
}

impl Order<'_> {
    fn place(&self, element: &Value) -> Option<usize> {
        position(self.places, element, self.key)
    }

    fn is_kept_by(&self, patched: &[Value]) -> bool {
        let is_order = |element: &&Value| element.get("$patch").is_none();
        let places: Vec<_> = patched
            .iter()
            .filter(is_order)
            .map(|element| self.place(element))
            .collect();
        places.iter().all(Option::is_some) && places.is_sorted()
    }

    /// Sorts elements by the given order; elements that are not in it keep their place.
    fn apply(&self, list: Vec<Value>, original: &[Value]) -> Vec<Value> {
        let (mut ordered, others): (Vec<Value>, Vec<Value>) = list
            .into_iter()
            .partition(|element| self.place(element).is_some());
        ordered.sort_by_key(|element| self.place(element));
        let before = |element: &Value| position(original, element, self.key);
        let mut ordered = ordered.into_iter().peekable();
        let mut result = Vec::new();
        for other in others {
            while let Some(next) =
                ordered.next_if(|next| before(next).is_some_and(|at| Some(at) < before(&other)))
            {
                result.push(next);
            }
            result.push(other);
        }
        result.extend(ordered);
        result
    }
}

fn position(list: &[Value], element: &Value, key: Option<&str>) -> Option<usize> {
    list.iter().position(|other| match key {
        Some(key) => other.get(key) == element.get(key),
        None => other == element,
    })
}

fn without_unset(element: &Value) -> Value {
    match element {
        Value::Object(object) => {
            let is_set =
                |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
            let set = object.iter().filter(|(_, value)| is_set(value));
            Value::Object(set.map(|(key, value)| (key.clone(), value.clone())).collect())
        }
        other => other.clone(),
    }
}
