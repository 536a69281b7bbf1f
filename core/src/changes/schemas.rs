//! One schema against another, node by node.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Change, Rule, bounds, values};
use crate::crd::CrdVersion;
use crate::schema::{Additional, Schema};

/// Whether two versions take the same objects; descriptions do not count.
pub(super) fn same(one: &CrdVersion, other: &CrdVersion) -> bool {
    let bare = |version: &CrdVersion| {
        let value = serde_json::to_value(&version.schema.open_api_v3_schema);
        value.map(without_descriptions).unwrap_or_default()
    };
    bare(one) == bare(other)
}

/// The value of a schema without its texts; a property may have the name of a text.
fn without_descriptions(mut schema: Value) -> Value {
    let Some(keys) = schema.as_object_mut() else {
        return schema;
    };
    for text in ["description", "title", "example", "externalDocs"] {
        keys.remove(text);
    }
    for (key, value) in keys.iter_mut() {
        let old = value.take();
        *value = match (key.as_str(), old) {
            ("properties", Value::Object(fields)) => {
                let fields = fields.into_iter();
                Value::Object(
                    fields
                        .map(|(name, field)| (name, without_descriptions(field)))
                        .collect(),
                )
            }
            ("items" | "additionalProperties", inner) => without_descriptions(inner),
            (_, other) => other,
        };
    }
    schema
}

/// The changes of a version's schema.
pub(super) fn compare(old: &CrdVersion, new: &CrdVersion) -> Vec<Change> {
    let mut comparison = Comparison {
        version: &old.name,
        path: String::new(),
        changes: Vec::new(),
    };
    comparison.node(&old.schema.open_api_v3_schema, &new.schema.open_api_v3_schema);
    comparison.changes
}

struct Comparison<'a> {
    version: &'a str,
    path: String,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn add(&mut self, rule: Rule, reason: impl Into<String>) {
        self.changes.push(Change {
            version: self.version.to_owned(),
            path: self.path.clone(),
            rule,
            reason: reason.into(),
        });
    }

    fn below(&mut self, step: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        visit(self);
        self.path.truncate(length);
    }

    fn node(&mut self, old: &Schema, new: &Schema) {
        if old == new {
            return;
        }
        self.documentation(old, new);
        let known = self.changes.len();
        let (from, to) = (kind(old), kind(new));
        if from != to {
            if !takes(to, from) {
                // With another type, the other keywords cannot be compared.
                return self.add(Rule::TypeChanged, format!("the type changes from {from} to {to}"));
            }
            let reason =
                format!("the type widens from {from} to {to}; clients may not expect the new values");
            self.add(Rule::TypeWidened, reason);
        }
        match (old.nullable, new.nullable) {
            (true, false) => self.add(
                Rule::NotNullable,
                "`null` is no longer a value; the API server drops it from stored objects",
            ),
            (false, true) => self.add(
                Rule::Nullable,
                "`null` becomes a value; clients may not expect it",
            ),
            (true, true) | (false, false) => {}
        }
        bounds::compare(old, new, |rule, reason| self.add(rule, reason));
        values::compare(old, new, |rule, reason| self.add(rule, reason));
        self.merging(old, new);
        if self.changes.len() == known && rest(old) != rest(new) {
            self.add(Rule::Other, "the schema changes in another way");
        }
        self.fields(old, new);
        self.values(old, new);
        match (&old.items, &new.items) {
            (Some(old), Some(new)) => self.below("[]", |inner| inner.node(old, new)),
            (None, None) => {}
            (Some(_), None) | (None, Some(_)) => self.add(Rule::Other, "the schema of the items changes"),
        }
    }

    fn documentation(&mut self, old: &Schema, new: &Schema) {
        let texts = |schema: &Schema| {
            (
                schema.description.clone(),
                schema.title.clone(),
                schema.example.clone(),
                schema.external_docs.clone(),
            )
        };
        if texts(old) != texts(new) {
            self.add(Rule::Documentation, "the documentation changes");
        }
    }

    /// How server-side apply merges lists and maps, and what an embedded object must have.
    fn merging(&mut self, old: &Schema, new: &Schema) {
        let list_type = |schema: &Schema| schema.list_type.clone().unwrap_or_else(|| "atomic".to_owned());
        let (before, after) = (list_type(old), list_type(new));
        let keys = |schema: &Schema| schema.list_map_keys.join(", ");
        if before != after {
            let reason = format!("the list type changes from `{before}` to `{after}`");
            match after.as_str() {
                "atomic" => self.add(
                    Rule::Merge,
                    format!("{reason}; server-side apply replaces the whole list"),
                ),
                _ => self.add(Rule::List, reason),
            }
        } else if old.list_map_keys != new.list_map_keys {
            let reason = format!("the list keys change from `{}` to `{}`", keys(old), keys(new));
            self.add(Rule::List, reason);
        } else if old.list_type != new.list_type {
            // `atomic` is the default.
            self.add(Rule::Documentation, "the list type is stated or no longer stated");
        }
        let map_type = |schema: &Schema| schema.map_type.clone().unwrap_or_else(|| "granular".to_owned());
        let (before, after) = (map_type(old), map_type(new));
        if before != after {
            let reason = format!("the map type changes from `{before}` to `{after}`");
            self.add(Rule::Merge, reason);
        } else if old.map_type != new.map_type {
            self.add(Rule::Documentation, "the map type is stated or no longer stated");
        }
        match (old.embedded_resource, new.embedded_resource) {
            (false, true) => self.add(
                Rule::Embedded,
                "the value becomes a Kubernetes object, which needs `apiVersion`, `kind` and valid metadata",
            ),
            (true, false) => self.add(Rule::NotEmbedded, "the value is no longer a Kubernetes object"),
            (true, true) | (false, false) => {}
        }
    }

    fn fields(&mut self, old: &Schema, new: &Schema) {
        match (old.preserve_unknown_fields, new.preserve_unknown_fields) {
            (true, false) => self.add(
                Rule::Pruned,
                "unknown fields are no longer kept; the API server drops them from stored objects",
            ),
            (false, true) => self.add(Rule::NotPruned, "unknown fields are kept"),
            (true, true) | (false, false) => {}
        }
        for name in new.required.difference(&old.required) {
            let field = new.properties.get(name);
            let (rule, reason) = match field.is_some_and(|field| field.default.is_some()) {
                true => (
                    Rule::RequiredWithDefault,
                    "the field becomes required and has a default",
                ),
                false => (Rule::Required, "the field becomes required and has no default"),
            };
            self.below(&format!(".{name}"), |field| field.add(rule, reason));
        }
        for name in old.required.difference(&new.required) {
            if new.properties.get(name).is_some() {
                let reason = "the field is no longer required; clients may not expect objects without it";
                self.below(&format!(".{name}"), |field| field.add(Rule::Optional, reason));
            }
        }
        let names: BTreeSet<_> = old.properties.keys().chain(new.properties.keys()).collect();
        for name in names {
            let (before, after) = (old.properties.get(name), new.properties.get(name));
            self.below(&format!(".{name}"), |inner| match (before, after) {
                (Some(before), Some(after)) => inner.node(before, after),
                (Some(_), None) if keeps_others(new) => {
                    inner.add(Rule::Other, "the field is no longer described, but kept");
                }
                (Some(_), None) => inner.add(
                    Rule::FieldRemoved,
                    "the field is removed; the API server drops it from stored objects",
                ),
                (None, _) => inner.add(Rule::FieldAdded, "the field is added"),
            });
        }
    }

    /// The values of maps.
    fn values(&mut self, old: &Schema, new: &Schema) {
        match (old.values(), new.values()) {
            (Some(before), Some(after)) => self.below("[*]", |inner| inner.node(before, after)),
            (Some(_), None) if keeps_others(new) => {
                self.add(Rule::Other, "the values of the map are no longer described");
            }
            (Some(_), None) => self.add(
                Rule::FieldRemoved,
                "the map becomes a struct; the API server drops the keys that it does not have",
            ),
            (None, Some(_)) => self.add(Rule::NotPruned, "the struct becomes a map; all keys are kept"),
            (None, None) => match (anything(old), anything(new)) {
                (true, false) if !new.preserve_unknown_fields => self.add(
                    Rule::Pruned,
                    "`additionalProperties` is removed; the API server drops unknown fields",
                ),
                (before, after) if before != after => {
                    self.add(
                        Rule::NotPruned,
                        "`additionalProperties` changes; unknown fields are kept",
                    );
                }
                _ => {}
            },
        }
    }
}

/// The keywords of a node that concern only its own value.
fn rest(schema: &Schema) -> Schema {
    Schema {
        properties: Default::default(),
        items: None,
        additional_properties: None,
        required: BTreeSet::new(),
        preserve_unknown_fields: false,
        description: None,
        title: None,
        example: None,
        external_docs: None,
        ..schema.clone()
    }
}

fn keeps_others(schema: &Schema) -> bool {
    schema.preserve_unknown_fields || anything(schema) || schema.values().is_some()
}

/// Whether `additionalProperties` takes every value.
fn anything(schema: &Schema) -> bool {
    matches!(
        schema.additional_properties.as_deref(),
        Some(Additional::Allowed(true))
    )
}

/// Whether a type has every value of another.
fn takes(new: &str, old: &str) -> bool {
    match new {
        "any value" => true,
        "number" => old == "integer",
        "integer or string" => ["integer", "string"].contains(&old),
        _ => false,
    }
}

fn kind(schema: &Schema) -> &str {
    match &schema.ty {
        _ if schema.int_or_string => "integer or string",
        Some(ty) => ty,
        None => "any value",
    }
}
