//! Resolves paths in a schema.

use super::json_path::{JsonPath, Step};
use crate::{check::node::META, diagnostic::Message, schema::Schema, suggest};

/// The fields of an object's metadata.
const OBJECT_META: &[&str] = &[
    "annotations",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generateName",
    "generation",
    "labels",
    "managedFields",
    "name",
    "namespace",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The schema at the end of a path from the root; `None` if it is not known.
pub(super) fn follow<'a>(root: &'a Schema, path: &JsonPath) -> Result<Option<&'a Schema>, Message> {
    let [Step::Field(first), rest @ ..] = path.0.as_slice() else {
        return along(root, &path.0, "the object");
    };
    match (first.as_str(), rest) {
        ("metadata", [Step::Field(name), ..]) if !OBJECT_META.contains(&name.as_str()) => {
            Err(missing(name, "the metadata", OBJECT_META.iter().copied()))
        }
        ("apiVersion" | "kind" | "metadata", _) => Ok(None),
        _ => along(root, &path.0, "the object"),
    }
}

fn along<'a>(schema: &'a Schema, steps: &[Step], owner: &str) -> Result<Option<&'a Schema>, Message> {
    let Some((step, rest)) = steps.split_first() else {
        return Ok(Some(schema));
    };
    let (next, owner) = match step {
        Step::Field(name) => (property(schema, name, owner)?, format!("`{name}`")),
        Step::Items => (items(schema, owner)?, format!("an item of {owner}")),
        Step::Filter(condition) => {
            let items = items(schema, owner)?;
            let owner = format!("an item of {owner}");
            if let Some(items) = items {
                along(items, condition, &owner)?;
            }
            (items, owner)
        }
        Step::Anything => (None, String::new()),
    };
    match next {
        Some(next) => along(next, rest, &owner),
        None => Ok(None),
    }
}

fn property<'a>(schema: &'a Schema, name: &str, owner: &str) -> Result<Option<&'a Schema>, Message> {
    if let Some(property) = schema.properties.get(name) {
        return Ok(Some(property));
    }
    if let Some(values) = schema.values() {
        return Ok(Some(values));
    }
    let open = schema.opaque || schema.preserve_unknown_fields || schema.additional_properties.is_some();
    let meta = schema.embedded_resource && META.contains(&name);
    if open || meta {
        return Ok(None);
    }
    match schema.ty.as_deref() {
        Some("object") => Err(missing(name, owner, schema.properties.keys().map(String::as_str))),
        Some("array") => Err(
            Message::new(format!("{owner} is an array and has no field `{name}`"))
                .help("choose an item with `[0]` or `[?(@.name==\"...\")]`"),
        ),
        Some(ty) => Err(
            Message::new(format!("{owner} is of type `{ty}` and has no field `{name}`"))
                .help(format!("end the path before `{name}`")),
        ),
        None => Ok(None),
    }
}

fn items<'a>(schema: &'a Schema, owner: &str) -> Result<Option<&'a Schema>, Message> {
    match schema.ty.as_deref() {
        Some("array") => Ok(schema.items.as_deref()),
        Some(ty) if !schema.opaque => Err(Message::new(format!(
            "{owner} is of type `{ty}` and has no items"
        ))
        .help("end the path before the `[`")),
        Some(_) | None => Ok(None),
    }
}

fn missing<'a>(name: &str, owner: &str, names: impl Iterator<Item = &'a str> + Clone) -> Message {
    let message = Message::new(format!("{owner} has no field `{name}`"));
    if let Some(near) = suggest::nearest(name, names.clone()) {
        return message.help(format!("did you mean `{near}`?"));
    }
    let known: Vec<_> = names.take(8).collect();
    if known.is_empty() {
        message
    } else {
        message.help(format!("the fields are {}", known.join(", ")))
    }
}

/// The schema at the end of a path in the form of CEL rules and selectable fields; `None` if it is not known.
///
/// `.a.b['c']`: only properties and keys of maps.
pub(in crate::check) fn field_path<'a>(
    path: &str,
    schema: &'a Schema,
) -> Result<Option<&'a Schema>, Message> {
    let mut schema = schema;
    let mut rest = path;
    while !rest.is_empty() {
        let before = rest;
        let (name, after) = step(rest)?;
        rest = after;
        schema = if schema.properties.is_empty() {
            match (schema.values(), schema.opaque) {
                (Some(values), _) => values,
                (None, true) => return Ok(None),
                (None, false) => {
                    let message =
                        Message::new(format!("continues with `{name}` after a value without fields"));
                    return Err(message.help(format!("end it before `{name}`, or leave it out")));
                }
            }
        } else if let Some(property) = schema.properties.get(&name) {
            property
        } else if schema.opaque {
            return Ok(None);
        } else {
            let owner = match path.len() - before.len() {
                0 => "the value".to_owned(),
                end => format!("`{}`", &path[..end]),
            };
            let message = missing(&name, &owner, schema.properties.keys().map(String::as_str));
            return Err(Message {
                text: format!("does not exist: {}", message.text),
                ..message
            });
        };
    }
    Ok(Some(schema))
}

/// Splits off the first name of a path.
fn step(path: &str) -> Result<(String, &str), Message> {
    let broken = |reason: &str| Message::new(reason).help("write `.a.b` or `.a['b.c']`");
    if let Some(rest) = path.strip_prefix("['") {
        let end = rest
            .match_indices('\'')
            .find(|(at, _)| !rest[..*at].ends_with('\\'));
        let (end, _) = end.ok_or_else(|| broken("has an unclosed quote"))?;
        let after = rest[end + 1..]
            .strip_prefix(']')
            .ok_or_else(|| broken("has an unclosed `[`"))?;
        return Ok((rest[..end].replace('\\', ""), after));
    }
    let Some(rest) = path.strip_prefix('.') else {
        return Err(broken("does not begin with `.`"));
    };
    let end = rest.find(['.', '[', ']']).unwrap_or(rest.len());
    if end == 0 {
        return Err(broken("has an empty name"));
    }
    Ok((rest[..end].to_owned(), &rest[end..]))
}
