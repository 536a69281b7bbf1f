//! The difference between the schema of a Rust type and the schema that is wanted, as markers.
//!
//! A keyword without a marker is set by `+kubewright:schema`, so that every difference can be written.

use kubewright_core::schema::{Additional, Schema, Validation};
use serde_json::{Map, Number, Value};

use crate::quote;

/// Where the markers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above a field.
    Field,
    /// Above a type.
    Type,
}

/// The markers that make `wanted` of `base`. Descriptions at the top are not compared: they are doc comments.
pub(crate) fn between(base: &Schema, wanted: &Schema, place: Place) -> Vec<String> {
    let mut markers = Markers {
        place,
        lines: Vec::new(),
    };
    let rest = markers.node(base, wanted, "");
    markers.lines.extend(keywords(rest));
    markers.lines
}

/// The marker that sets these keywords.
pub(crate) fn keywords(keywords: Map<String, Value>) -> Option<String> {
    (!keywords.is_empty()).then(|| format!("+kubewright:schema={}", quote::json(&keywords.into())))
}

struct Markers {
    place: Place,
    lines: Vec<String>,
}

/// Sets a keyword that differs to the value that is wanted.
macro_rules! set {
    ($rest:ident, $base:ident, $wanted:ident, $($field:ident => $key:literal),+ $(,)?) => {{
        $(if $base.$field != $wanted.$field {
            let value = match $wanted.$field == Schema::default().$field {
                true => Value::Null,
                false => serde_json::to_value(&$wanted.$field).unwrap_or_default(),
            };
            $rest.insert($key.to_owned(), value);
        })+
    }};
}

impl Markers {
    fn validation(&mut self, steps: &str, name: &str, value: impl std::fmt::Display) {
        let line = format!("+kubebuilder:validation:{steps}{name}={value}");
        self.lines.push(line);
    }

    /// Writes markers for a schema and what is in it; the result is what markers cannot say.
    fn node(&mut self, base: &Schema, wanted: &Schema, steps: &str) -> Map<String, Value> {
        let mut rest = Map::new();
        if is_any(base) && !wanted.preserve_unknown_fields {
            // Nothing of the type is kept.
            let whole = Schema {
                description: wanted.description.clone().filter(|_| !steps.is_empty()),
                ..wanted.clone()
            };
            if let Ok(Value::Object(all)) = serde_json::to_value(whole) {
                rest = all;
            }
            rest.insert("x-kubernetes-preserve-unknown-fields".to_owned(), Value::Null);
            return rest;
        }
        self.texts(base, wanted, steps, &mut rest);
        self.values(base, wanted, steps, &mut rest);
        self.numbers(base, wanted, steps, &mut rest);
        self.sizes(base, wanted, steps, &mut rest);
        self.extensions(base, wanted, steps, &mut rest);
        self.rules(base, wanted, steps, &mut rest);
        set!(rest, base, wanted,
            ty => "type", all_of => "allOf", any_of => "anyOf", one_of => "oneOf", not => "not",
            required => "required", unique_items => "uniqueItems",
        );
        self.children(base, wanted, steps, &mut rest);
        rest
    }

    fn texts(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        let top = steps.is_empty();
        if !top {
            set!(rest, base, wanted, description => "description");
        }
        match (&base.title, &wanted.title) {
            (None, Some(title)) if top => {
                self.lines
                    .push(format!("+kubebuilder:title={}", quote::text(title)));
            }
            _ => set!(rest, base, wanted, title => "title"),
        }
        match (&base.external_docs, &wanted.external_docs) {
            (None, Some(docs)) if top && is_url(&docs.url) => {
                let description = docs.description.as_ref();
                let description = description
                    .map_or_else(String::new, |text| format!(",description={}", quote::text(text)));
                let url = quote::text(&docs.url);
                self.lines
                    .push(format!("+kubebuilder:externalDocs:url={url}{description}"));
            }
            _ => set!(rest, base, wanted, external_docs => "externalDocs"),
        }
    }

    fn values(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        let field = steps.is_empty() && self.place == Place::Field;
        match (&base.default, &wanted.default) {
            (None, Some(value)) if field => self.lines.push(match scalar(value) {
                Some(text) => format!("+kubebuilder:default={text}"),
                None => format!("+default={}", quote::json(value)),
            }),
            _ => set!(rest, base, wanted, default => "default"),
        }
        match (&base.example, wanted.example.as_ref().and_then(scalar)) {
            (None, Some(text)) if field => self.lines.push(format!("+kubebuilder:example={text}")),
            _ => set!(rest, base, wanted, example => "example"),
        }
        match (base.nullable, wanted.nullable) {
            (false, true) if field => self.lines.push("+nullable".to_owned()),
            _ => set!(rest, base, wanted, nullable => "nullable"),
        }
        match quote::list(&wanted.enumeration) {
            Some(values) if base.enumeration.is_empty() && !values.is_empty() => {
                self.validation(steps, "Enum", values);
            }
            _ => set!(rest, base, wanted, enumeration => "enum"),
        }
        match (base.format.as_deref(), wanted.format.as_deref()) {
            (Some(_), None) => self.validation(steps, "Format", "\"\""),
            (None | Some("int64"), Some(format)) if base.format != wanted.format => {
                self.validation(steps, "Format", quote::bare(format));
            }
            _ => set!(rest, base, wanted, format => "format"),
        }
    }

    fn numbers(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        let whole = base.is("integer") || base.int_or_string;
        let fits = |number: &Number| whole && !number.is_f64() || base.is("number");
        let bounds = [
            (
                "Minimum",
                &base.minimum,
                &wanted.minimum,
                wanted.exclusive_minimum,
            ),
            (
                "Maximum",
                &base.maximum,
                &wanted.maximum,
                wanted.exclusive_maximum,
            ),
        ];
        let simple = bounds.iter().all(|(_, base, wanted, exclusive)| match wanted {
            None => base.is_none() && !exclusive,
            Some(bound) => base.is_none() && fits(bound),
        });
        if simple {
            for (name, _, bound, exclusive) in bounds {
                if let Some(bound) = bound {
                    self.validation(steps, name, bound);
                }
                if exclusive {
                    self.validation(steps, &format!("Exclusive{name}"), true);
                }
            }
        } else {
            set!(rest, base, wanted,
                minimum => "minimum", maximum => "maximum", exclusive_minimum => "exclusiveMinimum",
                exclusive_maximum => "exclusiveMaximum",
            );
        }
        match (&base.multiple_of, &wanted.multiple_of) {
            (None, Some(number)) if fits(number) => self.validation(steps, "MultipleOf", number),
            _ => set!(rest, base, wanted, multiple_of => "multipleOf"),
        }
    }

    fn sizes(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        let text = base.is("string") || base.int_or_string;
        let (list, object) = (base.is("array"), base.is("object"));
        macro_rules! size {
            ($fits:expr, $name:literal, $field:ident, $key:literal) => {
                match (base.$field, wanted.$field) {
                    (None, Some(size)) if $fits => self.validation(steps, $name, size),
                    _ => set!(rest, base, wanted, $field => $key),
                }
            };
        }
        size!(text, "MinLength", min_length, "minLength");
        size!(text, "MaxLength", max_length, "maxLength");
        size!(list, "MinItems", min_items, "minItems");
        size!(list, "MaxItems", max_items, "maxItems");
        size!(object, "MinProperties", min_properties, "minProperties");
        size!(object, "MaxProperties", max_properties, "maxProperties");
        match (&base.pattern, &wanted.pattern) {
            (None, Some(pattern)) if text => self.validation(steps, "Pattern", quote::text(pattern)),
            _ => set!(rest, base, wanted, pattern => "pattern"),
        }
    }

    fn extensions(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        let top = steps.is_empty();
        match (&base.list_type, &wanted.list_type) {
            (None, Some(list_type)) if top && base.is("array") && base.list_map_keys.is_empty() => {
                self.lines.push(format!("+listType={list_type}"));
                let keys = wanted.list_map_keys.iter();
                self.lines
                    .extend(keys.map(|key| format!("+listMapKey={}", quote::bare(key))));
            }
            _ => {
                set!(rest, base, wanted, list_type => "x-kubernetes-list-type", list_map_keys => "x-kubernetes-list-map-keys");
            }
        }
        match (&base.map_type, &wanted.map_type) {
            (None, Some(map_type)) if top && base.is("object") => {
                let name = if base.additional_properties.is_some() {
                    "mapType"
                } else {
                    "structType"
                };
                self.lines.push(format!("+{name}={map_type}"));
            }
            _ => set!(rest, base, wanted, map_type => "x-kubernetes-map-type"),
        }
        let flags = [
            (
                base.preserve_unknown_fields,
                wanted.preserve_unknown_fields,
                "pruning:PreserveUnknownFields",
                "XPreserveUnknownFields",
                "x-kubernetes-preserve-unknown-fields",
            ),
            (
                base.embedded_resource,
                wanted.embedded_resource,
                "validation:EmbeddedResource",
                "XEmbeddedResource",
                "x-kubernetes-embedded-resource",
            ),
        ];
        for (base, wanted, above, nested, key) in flags {
            match (base, wanted) {
                (false, true) if top => self.lines.push(format!("+kubebuilder:{above}")),
                (false, true) => self
                    .lines
                    .push(format!("+kubebuilder:validation:{steps}{nested}")),
                (true, false) => {
                    rest.insert(key.to_owned(), Value::Null);
                }
                _ => {}
            }
        }
        set!(rest, base, wanted, int_or_string => "x-kubernetes-int-or-string");
    }

    fn rules(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        match base.validations.is_empty() {
            true => {
                let rules = wanted.validations.iter().map(|rule| rule_of(rule, steps));
                self.lines.extend(rules);
            }
            false => set!(rest, base, wanted, validations => "x-kubernetes-validations"),
        }
    }

    fn children(&mut self, base: &Schema, wanted: &Schema, steps: &str, rest: &mut Map<String, Value>) {
        match (base.items.as_deref(), wanted.items.as_deref()) {
            (Some(base), Some(wanted)) => {
                let items = self.node(base, wanted, &format!("{steps}items:"));
                insert(rest, "items", items);
            }
            _ => set!(rest, base, wanted, items => "items"),
        }
        match (base.values(), wanted.values()) {
            (Some(base), Some(wanted)) => {
                let values = self.node(base, wanted, &format!("{steps}values:"));
                insert(rest, "additionalProperties", values);
            }
            _ => set!(rest, base, wanted, additional_properties => "additionalProperties"),
        }
        if base.properties == wanted.properties {
            return;
        }
        let names = base.properties.keys().chain(wanted.properties.keys());
        let mut properties = Map::new();
        for name in names {
            let value = match (base.properties.get(name), wanted.properties.get(name)) {
                (Some(base), Some(wanted)) => match difference(base, wanted) {
                    patch if patch.is_empty() => continue,
                    patch => patch.into(),
                },
                (_, wanted) => serde_json::to_value(wanted).unwrap_or_default(),
            };
            properties.insert(name.clone(), value);
        }
        insert(rest, "properties", properties);
    }
}

/// The difference as keywords alone.
pub(crate) fn difference(base: &Schema, wanted: &Schema) -> Map<String, Value> {
    let mut rest = Map::new();
    set!(rest, base, wanted,
        all_of => "allOf", any_of => "anyOf", default => "default", description => "description",
        enumeration => "enum", example => "example", exclusive_maximum => "exclusiveMaximum",
        exclusive_minimum => "exclusiveMinimum", external_docs => "externalDocs", format => "format",
        max_items => "maxItems", max_length => "maxLength", max_properties => "maxProperties",
        maximum => "maximum", min_items => "minItems", min_length => "minLength",
        min_properties => "minProperties", minimum => "minimum", multiple_of => "multipleOf", not => "not",
        nullable => "nullable", one_of => "oneOf", pattern => "pattern", required => "required",
        title => "title", ty => "type", unique_items => "uniqueItems",
        embedded_resource => "x-kubernetes-embedded-resource", int_or_string => "x-kubernetes-int-or-string",
        list_map_keys => "x-kubernetes-list-map-keys", list_type => "x-kubernetes-list-type",
        map_type => "x-kubernetes-map-type",
        preserve_unknown_fields => "x-kubernetes-preserve-unknown-fields",
        validations => "x-kubernetes-validations",
    );
    match (base.items.as_deref(), wanted.items.as_deref()) {
        (Some(base), Some(wanted)) => insert(&mut rest, "items", difference(base, wanted)),
        _ => set!(rest, base, wanted, items => "items"),
    }
    match (base.values(), wanted.values()) {
        (Some(base), Some(wanted)) => insert(&mut rest, "additionalProperties", difference(base, wanted)),
        _ => set!(rest, base, wanted, additional_properties => "additionalProperties"),
    }
    let mut properties = Map::new();
    for name in base.properties.keys().chain(wanted.properties.keys()) {
        match (base.properties.get(name), wanted.properties.get(name)) {
            (Some(base), Some(wanted)) => insert(&mut properties, name, difference(base, wanted)),
            (_, wanted) => {
                properties.insert(name.clone(), serde_json::to_value(wanted).unwrap_or_default());
            }
        }
    }
    insert(&mut rest, "properties", properties);
    rest
}

fn insert(rest: &mut Map<String, Value>, key: &str, keywords: Map<String, Value>) {
    if !keywords.is_empty() {
        rest.insert(key.to_owned(), keywords.into());
    }
}

/// Whether it is the schema of any value, and nothing else.
fn is_any(schema: &Schema) -> bool {
    schema.ty.is_none() && Additional::Schema(schema.clone()).is_anything()
}

fn is_url(url: &str) -> bool {
    url.starts_with("http") && url.contains("://") && !url.contains(char::is_whitespace)
}

/// A value without parts, as a marker writes it.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::String(text) => Some(quote::text(text)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn rule_of(rule: &Validation, steps: &str) -> String {
    let Validation {
        field_path,
        message,
        message_expression,
        optional_old_self,
        reason,
        rule,
        place: _,
    } = rule;
    let mut line = format!(
        "+kubebuilder:validation:{steps}XValidation:rule={}",
        quote::text(rule)
    );
    let texts = [
        ("message", message),
        ("messageExpression", message_expression),
        ("reason", reason),
        ("fieldPath", field_path),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            line += &format!(",{name}={}", quote::text(value));
        }
    }
    if let Some(optional) = optional_old_self {
        line += &format!(",optionalOldSelf={optional}");
    }
    line
}
