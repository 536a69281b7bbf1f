//! Enums with data as structural schemas: the properties of all variants at the object, and the requirements of each
//! variant as an alternative without types.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{At, Object, Strict};
use crate::repair::Effect;

/// What an alternative describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Some texts.
    Words,
    /// An object.
    Object,
    /// Anything.
    Empty,
    /// A value of one other type.
    Scalar,
    /// `null`, or what nothing is known of.
    Other,
}

fn form(branch: &Value) -> Form {
    let Value::Object(map) = branch else {
        return Form::Other;
    };
    let ty = map.get("type").and_then(Value::as_str);
    let has = |keys: &[&str]| keys.iter().any(|key| map.contains_key(*key));
    if map.keys().all(|key| key == "description" || key == "title") {
        return Form::Empty;
    }
    match ty {
        Some("string") if map.contains_key("enum") => Form::Words,
        Some("object") => Form::Object,
        None if has(&["properties", "required", "x-kubernetes-preserve-unknown-fields"])
            && !has(&["enum"]) =>
        {
            Form::Object
        }
        Some(_) => Form::Scalar,
        None => Form::Other,
    }
}

/// The keywords that alternatives may not have.
const FORBIDDEN: [&str; 9] = [
    "type",
    "description",
    "title",
    "default",
    "nullable",
    "additionalProperties",
    "example",
    "items",
    "x-kubernetes-preserve-unknown-fields",
];

impl Strict {
    /// Makes the alternatives of a schema structural.
    pub(super) fn union(&mut self, map: &mut Object, at: At) {
        if map.contains_key("x-kubernetes-int-or-string") {
            return;
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            if let Some(Value::Array(branches)) = map.remove(key) {
                self.alternatives(map, key, branches, at);
            }
        }
    }

    fn alternatives(&mut self, map: &mut Object, key: &str, mut branches: Vec<Value>, at: At) {
        let is_null = |branch: &Value| branch.get("enum") == Some(&json!([null]));
        if branches.iter().any(is_null) {
            branches.retain(|branch| !is_null(branch));
            map.insert("nullable".to_owned(), true.into());
        }
        if branches.iter().any(|branch| form(branch) != Form::Words) {
            self.titles(map, key, &mut branches);
        }
        let forms: BTreeSet<Form> = branches.iter().map(form).collect();
        let only = |allowed: &[Form]| forms.iter().all(|form| allowed.contains(form));
        let types: BTreeSet<&str> = branches
            .iter()
            .filter_map(|branch| branch.get("type").and_then(Value::as_str))
            .collect();
        if branches.is_empty() {
        } else if only(&[Form::Words]) {
            words(map, branches);
        } else if only(&[Form::Object, Form::Empty]) || key == "allOf" {
            self.objects(map, key, branches);
        } else if only(&[Form::Scalar, Form::Words])
            && types.len() == 2
            && types.contains("integer")
            && types.contains("string")
            && key != "allOf"
        {
            map.insert("x-kubernetes-int-or-string".to_owned(), true.into());
            map.insert(
                "anyOf".to_owned(),
                json!([{"type": "integer"}, {"type": "string"}]),
            );
            self.repair(Effect::Refused, "the variants become an integer or string");
        } else if only(&[Form::Scalar, Form::Words]) && types.len() == 1 {
            let ty = types.first().copied().unwrap_or_default().to_owned();
            scalars(map, &ty, branches);
            self.repair(
                Effect::Refused,
                format!("the variants become one of the type `{ty}`"),
            );
        } else if at == At::Value || !forms.contains(&Form::Other) {
            map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
            map.remove("type");
            map.remove("properties");
            map.remove("required");
            self.forget();
            self.repair(
                Effect::Refused,
                "the variants have different types, so any value is accepted and preserved",
            );
        } else {
            map.insert(key.to_owned(), branches.into());
        }
    }

    /// Objects: their properties move to the object around them.
    fn objects(&mut self, map: &mut Object, key: &str, branches: Vec<Value>) {
        let mut clashes = BTreeSet::new();
        let mut tags = BTreeSet::new();
        let mut properties = match map.remove("properties") {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        let mut open = false;
        for branch in &branches {
            let Value::Object(branch) = branch else { continue };
            open |= branch.contains_key("x-kubernetes-preserve-unknown-fields");
            let Some(Value::Object(own)) = branch.get("properties") else {
                continue;
            };
            let description = branch.get("description").filter(|_| own.len() == 1);
            for (name, schema) in own {
                let mut schema = schema.clone();
                if let (Some(description), Value::Object(schema)) = (description, &mut schema)
                    && key != "anyOf"
                {
                    schema.insert("description".to_owned(), description.clone());
                }
                match properties.get_mut(name) {
                    None => {
                        properties.insert(name.clone(), schema);
                    }
                    Some(known) if *known == schema => {}
                    Some(known) => match joined(known, &schema) {
                        Some(both) => {
                            *known = both;
                            tags.insert(name.clone());
                        }
                        None => {
                            *known = json!({"x-kubernetes-preserve-unknown-fields": true});
                            clashes.insert(name.clone());
                        }
                    },
                }
            }
        }
        for name in &clashes {
            self.path.push(name.clone());
            self.forget();
            self.repair(
                Effect::Refused,
                "two variants have different schemas for it, so any value is preserved",
            );
            self.path.pop();
        }
        if !tags.is_empty() {
            let names: Vec<_> = tags.iter().map(|name| format!("`{name}`")).collect();
            self.repair(
                Effect::Refused,
                format!(
                    "the variants become one object, whose {} selects the variant",
                    names.join(" and ")
                ),
            );
        }
        if key == "allOf" {
            self.repair(
                Effect::Refused,
                "the variants of two flattened enums become one object",
            );
        }
        let overlays: Vec<Value> = branches
            .into_iter()
            .map(|branch| overlay(branch, &properties, &tags))
            .collect();
        map.insert("type".to_owned(), "object".into());
        if !properties.is_empty() {
            map.insert("properties".to_owned(), properties.into());
        }
        if open {
            map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), true.into());
        }
        if overlays.iter().any(|overlay| *overlay != json!({})) {
            match map.get_mut(key) {
                Some(Value::Array(all)) => all.extend(overlays),
                _ => {
                    map.insert(key.to_owned(), overlays.into());
                }
            }
        }
    }
}

impl PartialOrd for Form {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Form {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
    }
}

/// All texts of all alternatives.
fn words(map: &mut Object, branches: Vec<Value>) {
    map.insert("type".to_owned(), "string".into());
    let mut all = Vec::new();
    for branch in branches {
        if let Some(Value::Array(values)) = branch.get("enum") {
            all.extend(
                values
                    .iter()
                    .filter(|value| !all.contains(*value))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
    }
    map.insert("enum".to_owned(), all.into());
}

/// Values of one type, with the checks of each alternative.
fn scalars(map: &mut Object, ty: &str, branches: Vec<Value>) {
    map.insert("type".to_owned(), ty.into());
    if ty == "array" {
        let items: Vec<_> = branches.iter().filter_map(|branch| branch.get("items")).collect();
        let items = match &items[..] {
            [first, rest @ ..] if rest.iter().all(|item| item == first) => (*first).clone(),
            _ => json!({"x-kubernetes-preserve-unknown-fields": true}),
        };
        map.insert("items".to_owned(), items);
        return;
    }
    let branches: Vec<Value> = branches
        .into_iter()
        .map(|mut branch| {
            if let Value::Object(branch) = &mut branch {
                branch.retain(|key, _| !FORBIDDEN.contains(&key.as_str()));
            }
            branch
        })
        .collect();
    if branches.iter().all(|branch| *branch != json!({})) {
        map.insert("anyOf".to_owned(), branches.into());
    }
}

/// The texts of both schemas, if they are lists of texts.
fn joined(one: &Value, other: &Value) -> Option<Value> {
    let values = |schema: &Value| match (schema.get("type")?.as_str()?, schema.get("enum")?) {
        ("string", Value::Array(all)) => Some(all.clone()),
        _ => None,
    };
    let (mut all, more) = (values(one)?, values(other)?);
    for value in more {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    let mut joined = one.clone();
    if one.get("description") != other.get("description")
        && let Value::Object(map) = &mut joined
    {
        map.remove("description");
    }
    joined["enum"] = all.into();
    Some(joined)
}

/// What an alternative requires, without what only the object may have.
fn overlay(branch: Value, properties: &Object, tags: &BTreeSet<String>) -> Value {
    let Value::Object(mut branch) = branch else {
        return json!({});
    };
    let own = branch.remove("properties");
    branch.retain(|key, _| !FORBIDDEN.contains(&key.as_str()) && !key.starts_with("x-"));
    let mut checks = Map::new();
    if let Some(Value::Object(own)) = own {
        for (name, schema) in own {
            let values = schema.get("enum");
            if tags.contains(&name)
                && values.is_some()
                && values != properties.get(&name).and_then(|all| all.get("enum"))
            {
                checks.insert(name, json!({ "enum": values }));
            }
        }
    }
    if !checks.is_empty() {
        branch.insert("properties".to_owned(), checks.into());
    }
    Value::Object(branch)
}
