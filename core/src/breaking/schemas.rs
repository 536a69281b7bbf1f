//! One schema against another, node by node.

use serde_json::{Number, Value};

use super::{Break, Rule};
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

/// The changes of a version's schema that break objects.
pub(super) fn compare(old: &CrdVersion, new: &CrdVersion) -> Vec<Break> {
    let mut comparison = Comparison {
        version: &old.name,
        path: String::new(),
        breaks: Vec::new(),
    };
    comparison.node(&old.schema.open_api_v3_schema, &new.schema.open_api_v3_schema);
    comparison.breaks
}

struct Comparison<'a> {
    version: &'a str,
    path: String,
    breaks: Vec<Break>,
}

impl Comparison<'_> {
    fn add(&mut self, rule: Rule, reason: String) {
        self.breaks.push(Break {
            version: self.version.to_owned(),
            path: self.path.clone(),
            rule,
            reason,
        });
    }

    fn below(&mut self, step: &str, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        visit(self);
        self.path.truncate(length);
    }

    fn node(&mut self, old: &Schema, new: &Schema) {
        if is_retyped(kind(old), kind(new)) {
            self.add(
                Rule::TypeChanged,
                format!("the type changes from {} to {}", kind(old), kind(new)),
            );
            // With another type, the other keywords cannot be compared.
            return;
        }
        if old.nullable && !new.nullable {
            self.add(
                Rule::NotNullable,
                "`null` is no longer a value; the API server drops it from stored objects".to_owned(),
            );
        }
        self.bounds(old, new);
        self.values(old, new);
        self.list(old, new);
        self.fields(old, new);
        if let (Some(old), Some(new)) = (&old.items, &new.items) {
            self.below("[]", |inner| inner.node(old, new));
        }
    }

    fn bounds(&mut self, old: &Schema, new: &Schema) {
        let count = |value: Option<u64>| value.map(Number::from);
        let bounds = [
            ("minLength", count(old.min_length), count(new.min_length), false),
            ("maxLength", count(old.max_length), count(new.max_length), true),
            ("minItems", count(old.min_items), count(new.min_items), false),
            ("maxItems", count(old.max_items), count(new.max_items), true),
            (
                "minProperties",
                count(old.min_properties),
                count(new.min_properties),
                false,
            ),
            (
                "maxProperties",
                count(old.max_properties),
                count(new.max_properties),
                true,
            ),
            ("minimum", old.minimum.clone(), new.minimum.clone(), false),
            ("maximum", old.maximum.clone(), new.maximum.clone(), true),
        ];
        for (name, before, after, is_upper) in bounds {
            let Some(after) = after else { continue };
            let narrower = match &before {
                None => is_upper || after.as_f64() != Some(0.0) || name == "minimum",
                Some(before) if is_upper => after.as_f64() < before.as_f64(),
                Some(before) => after.as_f64() > before.as_f64(),
            };
            if narrower {
                let from = before.map_or("none".to_owned(), |before| before.to_string());
                self.add(Rule::Bound, format!("`{name}` narrows from {from} to {after}"));
            }
        }
        for (name, before, after) in [
            ("exclusiveMinimum", old.exclusive_minimum, new.exclusive_minimum),
            ("exclusiveMaximum", old.exclusive_maximum, new.exclusive_maximum),
        ] {
            if after && !before {
                self.add(Rule::Bound, format!("`{name}` is added"));
            }
        }
        if let Some(after) = &new.multiple_of
            && old.multiple_of.as_ref() != Some(after)
        {
            self.add(Rule::Bound, format!("`multipleOf` becomes {after}"));
        }
    }

    fn values(&mut self, old: &Schema, new: &Schema) {
        if !new.enumeration.is_empty() {
            let gone: Vec<_> = old
                .enumeration
                .iter()
                .filter(|value| !new.enumeration.contains(value))
                .collect();
            if old.enumeration.is_empty() {
                self.add(Rule::Enum, "an enum is added".to_owned());
            } else if !gone.is_empty() {
                let gone: Vec<_> = gone.into_iter().map(Value::to_string).collect();
                self.add(Rule::Enum, format!("the enum no longer has {}", gone.join(", ")));
            }
        }
        let texts = [
            (Rule::Pattern, "pattern", &old.pattern, &new.pattern),
            (Rule::Format, "format", &old.format, &new.format),
        ];
        for (rule, name, before, after) in texts {
            match (before, after) {
                (Some(before), Some(after)) if before != after => {
                    self.add(rule, format!("the {name} changes from `{before}` to `{after}`"));
                }
                (None, Some(after)) => self.add(rule, format!("the {name} `{after}` is added")),
                (Some(_) | None, _) => {}
            }
        }
        let known = |rule: &str| old.validations.iter().any(|validation| validation.rule == rule);
        for validation in new
            .validations
            .iter()
            .filter(|validation| !known(&validation.rule))
        {
            self.add(Rule::Check, format!("the rule `{}` is added", validation.rule));
        }
        let checks = |schema: &Schema| {
            (
                schema.all_of.clone(),
                schema.any_of.clone(),
                schema.one_of.clone(),
                schema.not.clone(),
            )
        };
        let has_checks =
            !new.all_of.is_empty() || !new.any_of.is_empty() || !new.one_of.is_empty() || new.not.is_some();
        if has_checks && checks(old) != checks(new) {
            let reason = "the checks in `allOf`, `anyOf`, `oneOf` or `not` change";
            self.add(Rule::Check, reason.to_owned());
        }
    }

    fn list(&mut self, old: &Schema, new: &Schema) {
        let list_type = |schema: &Schema| schema.list_type.clone().unwrap_or_else(|| "atomic".to_owned());
        let (before, after) = (list_type(old), list_type(new));
        if before != after {
            self.add(
                Rule::List,
                format!("the list type changes from `{before}` to `{after}`"),
            );
        } else if old.list_map_keys != new.list_map_keys {
            let keys = |schema: &Schema| schema.list_map_keys.join(", ");
            self.add(
                Rule::List,
                format!("the list keys change from `{}` to `{}`", keys(old), keys(new)),
            );
        }
    }

    fn fields(&mut self, old: &Schema, new: &Schema) {
        if old.preserve_unknown_fields && !new.preserve_unknown_fields {
            let reason = "unknown fields are no longer kept; the API server drops them from stored objects";
            self.add(Rule::Pruned, reason.to_owned());
        }
        for name in new.required.difference(&old.required) {
            let has_default = new
                .properties
                .get(name)
                .is_some_and(|field| field.default.is_some());
            if !has_default {
                self.below(&format!(".{name}"), |field| {
                    field.add(
                        Rule::Required,
                        "the field becomes required and has no default".to_owned(),
                    );
                });
            }
        }
        for (name, field) in old.properties.iter() {
            self.below(&format!(".{name}"), |inner| match new.properties.get(name) {
                Some(after) => inner.node(field, after),
                None if keeps_others(new) => {}
                None => inner.add(
                    Rule::FieldRemoved,
                    "the field is removed; the API server drops it from stored objects".to_owned(),
                ),
            });
        }
        let schema = |schema: &'_ Schema| match schema.additional_properties.as_deref() {
            Some(Additional::Schema(inner)) => Some(inner.clone()),
            Some(Additional::Allowed(_)) | None => None,
        };
        match (schema(old), schema(new)) {
            (Some(before), Some(after)) => self.below("[*]", |inner| inner.node(&before, &after)),
            (Some(_), None) if !keeps_others(new) => {
                let reason = "the map becomes a struct; the API server drops the keys that it does not have";
                self.add(Rule::FieldRemoved, reason.to_owned());
            }
            (Some(_) | None, _) => {}
        }
    }
}

fn keeps_others(schema: &Schema) -> bool {
    let additional = schema.additional_properties.as_deref();
    schema.preserve_unknown_fields
        || additional.is_some_and(|additional| !matches!(additional, Additional::Allowed(false)))
}

/// Whether the new type does not take every value of the old one.
fn is_retyped(old: &str, new: &str) -> bool {
    let takes = match new {
        "any value" => true,
        "number" => old == "integer",
        "integer or string" => ["integer", "string"].contains(&old),
        _ => false,
    };
    old != new && !takes
}

fn kind(schema: &Schema) -> &str {
    match &schema.ty {
        _ if schema.int_or_string => "integer or string",
        Some(ty) => ty,
        None => "any value",
    }
}
