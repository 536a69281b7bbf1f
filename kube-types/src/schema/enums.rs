//! Enums, in serde's four forms.

use kubewright_core::ir::Tagging;
use serde_json::{Value, json};

use super::flatten;
use super::merge::merge;
use crate::attrs::container::{Missing, Style, Variant};
use crate::attrs::{Attrs, On};
use crate::json::{MARKERS, object};
use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::types::Context;

type Variants<'a, 'i> = Vec<(&'a Variant<'i>, Attrs)>;

impl<S: Scope> Reader<'_, S> {
    pub(super) fn enumeration(
        &mut self,
        cx: &Context<S::Place>,
        tagging: &Tagging,
        variants: &[Variant<'_>],
        deny: bool,
    ) -> Made<Value, S::Place> {
        if variants.is_empty() {
            return Ok(Value::Bool(false));
        }
        let mut all: Variants<'_, '_> = Vec::new();
        for variant in variants {
            all.push((variant, self.attrs(cx, &variant.original.attrs, On::Variant)?));
            if variant.skip_deserializing {
                let why = "does not apply to a skipped variant, which JSON does not have";
                self.refuse_docs(cx, &variant.original.attrs, why, "remove it");
            } else {
                self.refuse_undecided_member(cx, &variant.original.attrs);
            }
        }
        match tagging {
            Tagging::External => self.external(cx, all, deny),
            Tagging::Untagged => {
                let mut made = Vec::new();
                for (variant, attrs) in &all {
                    self.push(&mut made, variant, |this| {
                        this.payload(cx, variant, attrs, deny, true)
                    });
                }
                Ok(json!({"anyOf": made}))
            }
            Tagging::Internal(tag) => {
                let mut made = Vec::new();
                for (variant, attrs) in &all {
                    self.push(&mut made, variant, |this| match this.era.is_old() {
                        true => this.merged(cx, variant, attrs, tag, deny),
                        false => this.internal(cx, variant, attrs, tag, deny),
                    });
                }
                Ok(alternatives(&all, made))
            }
            Tagging::Adjacent { tag, content } => {
                let mut made = Vec::new();
                for (variant, attrs) in &all {
                    self.push(&mut made, variant, |this| {
                        this.adjacent(cx, variant, attrs, (tag, content), deny)
                    });
                }
                Ok(alternatives(&all, made))
            }
        }
    }

    /// Adds the schema of a variant, unless serde never reads it.
    fn push(
        &mut self,
        made: &mut Vec<Value>,
        variant: &Variant<'_>,
        make: impl FnOnce(&mut Self) -> Made<Value, S::Place>,
    ) {
        if !variant.skip_deserializing {
            let schema = make(self);
            made.extend(self.keep(schema));
        }
    }

    fn external(
        &mut self,
        cx: &Context<S::Place>,
        all: Variants<'_, '_>,
        deny: bool,
    ) -> Made<Value, S::Place> {
        let is_plain = |(variant, attrs): &(&Variant<'_>, Attrs)| {
            matches!(variant.style, Style::Unit) && attrs.is_default() && !variant.untagged
        };
        let (plain, complex): (Vec<_>, Vec<_>) = all.into_iter().partition(is_plain);
        let names = plain.iter().filter(|(variant, _)| !variant.skip_deserializing);
        let names: Vec<_> = names.map(|(variant, _)| name(variant)).collect();
        let has_units = match self.era.is_old() {
            true => !names.is_empty(),
            false => !plain.is_empty(),
        };
        let units = json!({"type": "string", "enum": names});
        if complex.is_empty() {
            return Ok(units);
        }
        let mut made = Vec::new();
        if has_units {
            made.push(units);
        }
        for (variant, attrs) in &complex {
            self.push(&mut made, variant, |this| {
                if variant.untagged {
                    return this.payload(cx, variant, attrs, deny, true);
                }
                let name = name(variant);
                let is_unit = matches!(variant.style, Style::Unit) && attrs.with.is_none();
                let mut schema = if is_unit {
                    this.only(&name)
                } else {
                    let payload = this.payload(cx, variant, attrs, deny, false)?;
                    json!({
                        "type": "object",
                        "properties": {&name: payload},
                        "required": [name],
                        "additionalProperties": false,
                    })
                };
                this.common(cx, &attrs.common, &mut schema, variant.original.ident.span())?;
                match is_unit {
                    true => this.refuse_schema(
                        &mut schema,
                        "does not apply to a variant without data",
                        "remove it, or put it on the enum",
                    ),
                    false => into_payload(&mut schema, &name),
                }
                Ok(schema)
            });
        }
        Ok(alternatives(&complex, made))
    }

    fn internal(
        &mut self,
        cx: &Context<S::Place>,
        variant: &Variant<'_>,
        attrs: &Attrs,
        tag: &str,
        deny: bool,
    ) -> Made<Value, S::Place> {
        if variant.untagged {
            return self.payload(cx, variant, attrs, deny, true);
        }
        let mut schema = self.payload(cx, variant, attrs, deny, false)?;
        if matches!(variant.style, Style::Newtype)
            && attrs.with.is_none()
            && let Value::Object(map) = &mut schema
        {
            flatten::immediate(map, &mut flatten::allow_unknown);
        }
        let map = object(&mut schema);
        let is_unit = map.get("type").and_then(Value::as_str) == Some("null");
        map.insert("type".to_owned(), "object".into());
        if let Value::Object(properties) = map.entry("properties").or_insert_with(|| json!({})) {
            properties.insert(tag.to_owned(), self.only(&name(variant)));
        }
        if let Value::Array(required) = map.entry("required").or_insert_with(|| json!([])) {
            required.insert(0, tag.into());
        }
        if deny && is_unit {
            map.entry("additionalProperties").or_insert(Value::Bool(false));
        }
        self.common(cx, &attrs.common, &mut schema, variant.original.ident.span())?;
        Ok(schema)
    }

    /// A variant with a tag in it, as schemars 0.8 has it: its data is flattened.
    fn merged(
        &mut self,
        cx: &Context<S::Place>,
        variant: &Variant<'_>,
        attrs: &Attrs,
        tag: &str,
        deny: bool,
    ) -> Made<Value, S::Place> {
        let mut schema = json!({
            "type": "object",
            "properties": {tag: self.only(&name(variant))},
            "required": [tag],
        });
        if deny {
            schema["additionalProperties"] = false.into();
        }
        self.common(cx, &attrs.common, &mut schema, variant.original.ident.span())?;
        let payload = self.payload(cx, variant, attrs, deny, false)?;
        Ok(merge(schema, payload))
    }

    /// A text that has only this value.
    fn only(&self, name: &str) -> Value {
        match self.era.is_old() {
            true => json!({"type": "string", "enum": [name]}),
            false => json!({"type": "string", "const": name}),
        }
    }

    fn adjacent(
        &mut self,
        cx: &Context<S::Place>,
        variant: &Variant<'_>,
        attrs: &Attrs,
        (tag, content): (&str, &str),
        deny: bool,
    ) -> Made<Value, S::Place> {
        if variant.untagged {
            return self.payload(cx, variant, attrs, deny, true);
        }
        let mut schema = json!({
            "type": "object",
            "properties": {tag: self.only(&name(variant))},
            "required": [tag],
        });
        if !matches!(variant.style, Style::Unit) || attrs.with.is_some() {
            let payload = self.payload(cx, variant, attrs, deny, false)?;
            schema["properties"][content] = payload;
            schema["required"] = json!([tag, content]);
        }
        if deny {
            schema["additionalProperties"] = false.into();
        }
        self.common(cx, &attrs.common, &mut schema, variant.original.ident.span())?;
        Ok(schema)
    }

    /// The schema of a variant's data; with its attributes if the variant has no tag.
    fn payload(
        &mut self,
        cx: &Context<S::Place>,
        variant: &Variant<'_>,
        attrs: &Attrs,
        deny: bool,
        untagged: bool,
    ) -> Made<Value, S::Place> {
        let mut schema = match (&attrs.with, variant.style) {
            (Some(with), _) => self.with_schema(cx, with)?,
            (None, Style::Unit) => json!({"type": "null"}),
            (None, Style::Newtype) => self.unnamed(cx, &variant.fields[0])?,
            (None, Style::Tuple) => self.tuple(cx, &variant.fields)?,
            (None, Style::Struct) => self.structure(cx, &variant.fields, &Missing::Error, deny)?,
        };
        if untagged {
            self.common(cx, &attrs.common, &mut schema, variant.original.ident.span())?;
        }
        Ok(schema)
    }
}

/// The markers of a variant are about its data.
fn into_payload(schema: &mut Value, name: &str) {
    if let Some(Value::Array(markers)) = object(schema).remove(MARKERS)
        && let Some(payload) = schema["properties"].get_mut(name)
        && let Value::Array(own) = object(payload).entry(MARKERS).or_insert_with(|| json!([]))
    {
        own.extend(markers);
    }
}

fn name(variant: &Variant<'_>) -> String {
    variant.read.clone()
}

/// Variants exclude each other if each has a tag.
fn alternatives(all: &[(&Variant<'_>, Attrs)], made: Vec<Value>) -> Value {
    match all.iter().any(|(variant, _)| variant.untagged) {
        true => json!({"anyOf": made}),
        false => json!({"oneOf": made}),
    }
}
