//! Structs and their fields.

use std::collections::BTreeMap;

use kubewright_core::diagnostic::Message;
use kubewright_core::markers::kind;
use serde_json::{Value, json};
use syn::spanned::Spanned;

use super::flatten::{flatten, flattened};
use super::merge::merge;
use crate::attrs::container::{Field, Missing};
use crate::attrs::validation::{Limits, Validation};
use crate::attrs::{Attrs, On};
use crate::eval::Val;
use crate::json::{has_type, object};
use crate::reader::{Made, Reader};
use crate::repair::{Effect, note};
use crate::scope::Scope;
use crate::span;
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    /// An object with these fields.
    pub(crate) fn structure(
        &mut self,
        cx: &Context<S::Place>,
        fields: &[Field<'_>],
        default: &Missing,
        deny_unknown_fields: bool,
    ) -> Made<Value, S::Place> {
        let mut schema = json!({"type": "object"});
        if deny_unknown_fields {
            object(&mut schema).insert("additionalProperties".to_owned(), false.into());
        }
        let mut whole = Whole { default, value: None };
        let old = self.era.is_old();
        let is_skipped = |field: &&Field<'_>| field.skip_deserializing && (!old || field.skip_serializing);
        for field in fields {
            if is_skipped(&field) {
                self.refuse_skipped(cx, field);
                continue;
            }
            let made = self.member(cx, &mut schema, field, &mut whole);
            self.keep(made);
        }
        Ok(schema)
    }

    fn member(
        &mut self,
        cx: &Context<S::Place>,
        schema: &mut Value,
        field: &Field<'_>,
        whole: &mut Whole<'_, S::Place>,
    ) -> Made<(), S::Place> {
        self.refuse_undecided_member(cx, &field.original.attrs);
        let attrs = self.attrs(cx, &field.original.attrs, On::Field)?;
        let required = attrs.validation.required;
        if field.flatten {
            let (mut other, is_optional) = match &attrs.with {
                Some(with) => (self.with_schema(cx, with)?, false),
                None => {
                    let ty = self.ty(cx, field.ty())?;
                    let made = self.non_optional(cx, &ty, span::of_type(field.ty()))?;
                    (made, self.is_option(cx, &ty)? && !required)
                }
            };
            self.flattened_markers(cx, &attrs.common, is_optional, schema, field.span())?;
            self.flattened_type(&mut other, is_optional);
            if self.era.is_old() {
                if is_optional {
                    object(&mut other).remove("required");
                }
                *schema = merge(std::mem::take(schema), other);
            } else {
                flatten(schema, flattened(other, is_optional));
            }
            return Ok(());
        }
        let mut known = None;
        let default = self.field_default(cx, field, whole, &mut known)?;
        let is_option = match &attrs.with {
            Some(crate::attrs::With::Function(_)) => false,
            Some(crate::attrs::With::Type(ty)) => {
                let ty = self.ty(cx, ty)?;
                self.is_option(cx, &ty)?
            }
            None => {
                let ty = self.once(cx, field, &mut known)?;
                self.is_option(cx, ty)?
            }
        };
        let is_replaced = attrs.with.is_some();
        let mut made = self.field_with(cx, field, default, attrs, &mut known)?;
        let mut has_default = !field.default.is_error() || !whole.default.is_error();
        if self.era.is_old() && field.skip_serializing {
            has_default = false;
        }
        let mut is_optional = has_default || (!required && is_option);
        if self.strict && is_replaced && !is_optional && !required {
            let ty = self.once(cx, field, &mut known)?;
            if self.is_option(cx, ty)? {
                is_optional = true;
                object(&mut made).insert("nullable".to_owned(), true.into());
                note(
                    &mut made,
                    Effect::Lost,
                    "kube requires a field whose schema is replaced; serde does not, because it is an `Option`",
                );
            }
        }
        let name = field.read.clone();
        let all = object(schema);
        if let Value::Object(properties) = all.entry("properties").or_insert_with(|| json!({})) {
            properties.insert(name.clone(), made);
        }
        if !is_optional && let Value::Array(list) = all.entry("required").or_insert_with(|| json!([])) {
            list.push(name.into());
        }
        Ok(())
    }

    /// The type of a field, resolved once.
    fn once<'t>(
        &mut self,
        cx: &Context<S::Place>,
        field: &Field<'_>,
        known: &'t mut Option<Ty<S::Place>>,
    ) -> Made<&'t Ty<S::Place>, S::Place> {
        Ok(match known {
            Some(ty) => ty,
            None => known.insert(self.ty(cx, field.ty())?),
        })
    }

    /// The schema of a field, with what its attributes say.
    fn field_with(
        &mut self,
        cx: &Context<S::Place>,
        field: &Field<'_>,
        default: Option<Value>,
        attrs: Attrs,
        known: &mut Option<Ty<S::Place>>,
    ) -> Made<Value, S::Place> {
        let span = field.span();
        if let Some((key, schema)) = stated(&self.stated.schemas, cx, field) {
            self.used.schemas.insert(key.clone());
            let mut schema = schema.clone();
            self.markers_alone(cx, &attrs.common, &mut schema, span)?;
            return Ok(schema);
        }
        let is_schemaless = self.has_marker(cx, &attrs.common, kind::SCHEMALESS, span)?;
        let mut schema = match &attrs.with {
            // Its markers start from an empty schema.
            _ if is_schemaless => json!({"x-kubernetes-preserve-unknown-fields": true}),
            Some(with) => self.with_schema(cx, with)?,
            None => {
                let ty = self.once(cx, field, known)?;
                if attrs.validation.required {
                    self.non_optional(cx, ty, span::of_type(field.ty()))?
                } else {
                    self.schema(cx, ty, span::of_type(field.ty()))?
                }
            }
        };
        self.metadata(cx, &attrs.common, &mut schema, span)?;
        self.validation(cx, &attrs.validation, &mut schema)?;
        if let Some(default) = default {
            object(&mut schema).insert("default".to_owned(), default);
        }
        let made = self.extensions(cx, &attrs.common, &mut schema);
        made.map_err(|mut problem| {
            if let Some(help) = &mut problem.message.help {
                help.push_str(&format!(
                    "; or state it in `PROJECT` as the schema `{}`, or run once with `--probe`",
                    qualified(cx, field)
                ));
            }
            problem
        })?;
        Ok(schema)
    }

    /// The schema of a field without a name. schemars 0.8 reads no text of such a field.
    pub(crate) fn unnamed(&mut self, cx: &Context<S::Place>, field: &Field<'_>) -> Made<Value, S::Place> {
        self.refuse_undecided_member(cx, &field.original.attrs);
        let mut attrs = self.attrs(cx, &field.original.attrs, On::Field)?;
        attrs.common.on = On::Unnamed;
        if !self.era.is_old() {
            return self.field_with(cx, field, None, attrs, &mut None);
        }
        let common = std::mem::take(&mut attrs.common);
        let mut schema = self.field_with(cx, field, None, attrs, &mut None)?;
        self.markers_alone(cx, &common, &mut schema, field.span())?;
        Ok(schema)
    }

    fn refuse_skipped(&mut self, cx: &Context<S::Place>, field: &Field<'_>) {
        let why = "does not apply to a skipped field, because JSON has no such field";
        self.refuse_docs(cx, &field.original.attrs, why, "remove it");
    }

    pub(crate) fn tuple(&mut self, cx: &Context<S::Place>, fields: &[Field<'_>]) -> Made<Value, S::Place> {
        let mut items = Vec::new();
        for field in fields {
            match field.skip_deserializing {
                true => self.refuse_skipped(cx, field),
                false => items.push(self.unnamed(cx, field)?),
            }
        }
        let length = items.len();
        Ok(match length {
            0 => json!({"type": "array", "maxItems": 0}),
            _ => json!({"type": "array", "prefixItems": items, "minItems": length, "maxItems": length}),
        })
    }

    /// The value of the field that serde takes if it is absent, as JSON; `None` if schemars leaves it out.
    fn field_default(
        &mut self,
        cx: &Context<S::Place>,
        field: &Field<'_>,
        whole: &mut Whole<'_, S::Place>,
        known: &mut Option<Ty<S::Place>>,
    ) -> Made<Option<Value>, S::Place> {
        if field.skip_serializing || (field.default.is_error() && whole.default.is_error()) {
            return Ok(None);
        }
        if let Some((key, value)) = stated(&self.stated.defaults, cx, field) {
            self.used.defaults.insert(key.clone());
            return Ok(Some(value.clone()).filter(|value| !value.is_null()));
        }
        let made = self.evaluated(cx, field, whole, known);
        made.map_err(|mut problem| {
            if let Some(help) = &mut problem.message.help {
                help.push_str(&format!(
                    "; or state it in `PROJECT` as the default `{}`, or run once with `--probe`",
                    qualified(cx, field)
                ));
            }
            problem
        })
    }

    /// The same, by evaluating the source.
    fn evaluated(
        &mut self,
        cx: &Context<S::Place>,
        field: &Field<'_>,
        whole: &mut Whole<'_, S::Place>,
        known: &mut Option<Ty<S::Place>>,
    ) -> Made<Option<Value>, S::Place> {
        let ty = self.once(cx, field, known)?;
        let span = field.span();
        let value = match &field.default {
            Missing::Default => self.default_of(cx, ty, span)?,
            Missing::Path(path) => self.call_path(cx, &path.path, Vec::new(), Some(ty))?,
            Missing::Error => self.member_default(cx, field, whole, span)?,
        };
        if let Some(skip) = &field.skip_serializing_if
            && self.predicate(cx, skip, &value)?
        {
            return Ok(None);
        }
        if let Some(with) = &field.serialize_with {
            let message =
                Message::new("the default of this field is serialized by a function, which cannot be read");
            return self.fail(cx, with.span(), message.help("remove the default"));
        }
        self.serialized(cx, &value, ty, span)
    }

    /// The field's part of the default of the whole struct.
    fn member_default(
        &mut self,
        cx: &Context<S::Place>,
        field: &Field<'_>,
        whole: &mut Whole<'_, S::Place>,
        span: proc_macro2::Span,
    ) -> Made<Val<S::Place>, S::Place> {
        let value = match &whole.value {
            Some(value) => value,
            None => {
                let made = match (whole.default, &cx.this) {
                    (Missing::Path(path), this) => {
                        self.call_path(cx, &path.path, Vec::new(), this.as_deref())?
                    }
                    (_, Some(this)) => self.default_of(cx, &this.clone(), span)?,
                    (_, None) => return self.fail(cx, span, "the default of this type is not known"),
                };
                whole.value.insert(made)
            }
        };
        match value.field(&field.member) {
            Some(value) => Ok(value.clone()),
            None => self.fail(cx, span, "the default of the type has no such field"),
        }
    }

    /// Sets bounds, each only where it applies.
    fn validation(
        &mut self,
        cx: &Context<S::Place>,
        validation: &Validation,
        schema: &mut Value,
    ) -> Made<(), S::Place> {
        if let Some(length) = &validation.length {
            self.limits(cx, length, schema, &["string"], ["minLength", "maxLength"])?;
            self.limits(cx, length, schema, &["array"], ["minItems", "maxItems"])?;
            if self.strict && is_map(schema) {
                self.limits(
                    cx,
                    length,
                    schema,
                    &["object"],
                    ["minProperties", "maxProperties"],
                )?;
                note(
                    schema,
                    Effect::Lost,
                    "schemars ignores the `length` of a map; it is checked",
                );
            }
        }
        if let Some(range) = &validation.range {
            self.limits(cx, range, schema, &["number", "integer"], ["minimum", "maximum"])?;
        }
        if let Some(pattern) = &validation.pattern {
            let text = self.text(cx, pattern)?;
            if has_type(schema, "string") {
                object(schema).insert("pattern".to_owned(), text.into());
            }
        }
        if let Some(contains) = &validation.contains {
            let text = self.text(cx, contains)?;
            if self.era.is_old()
                && has_type(schema, "object")
                && let Value::Array(all) = object(schema).entry("required").or_insert_with(|| json!([]))
            {
                all.push(text.clone().into());
            }
            if has_type(schema, "string") {
                object(schema).insert("pattern".to_owned(), escaped(&text).into());
            }
        }
        if let Some(format) = validation.format {
            object(schema).insert("format".to_owned(), format.into());
        }
        if let Some(inner) = &validation.inner
            && let Some(items) = schema.get_mut("items")
            && (items.is_object() || items.is_boolean())
        {
            self.validation(cx, inner, items)?;
        }
        Ok(())
    }

    fn limits(
        &mut self,
        cx: &Context<S::Place>,
        limits: &Limits,
        schema: &mut Value,
        types: &[&str],
        keys: [&str; 2],
    ) -> Made<(), S::Place> {
        for (expr, key) in [&limits.min, &limits.max].into_iter().zip(keys) {
            let Some(expr) = expr else { continue };
            if !types.iter().any(|ty| has_type(schema, ty)) {
                continue;
            }
            let value = self.value(cx, expr)?;
            let json = self.json(cx, &value, span::of_expr(expr))?;
            object(schema).insert(key.to_owned(), json);
        }
        Ok(())
    }
}

/// What is stated for a field, with its key.
fn stated<'s, P>(
    all: &'s BTreeMap<String, Value>,
    cx: &Context<P>,
    field: &Field<'_>,
) -> Option<(&'s String, &'s Value)> {
    // Most projects state nothing.
    (!all.is_empty())
        .then(|| all.get_key_value(&qualified(cx, field)))
        .flatten()
}

/// The name of a field with that of its type.
fn qualified<P>(cx: &Context<P>, field: &Field<'_>) -> String {
    let of = match cx.this.as_deref() {
        Some(Ty::Item(item, _)) => item.name.as_str(),
        _ => "",
    };
    format!("{of}.{}", field.member)
}

fn is_map(schema: &Value) -> bool {
    has_type(schema, "object")
        && schema.get("additionalProperties").is_some()
        && schema.get("properties").is_none()
}

/// The default of a whole struct, computed when a field needs it.
struct Whole<'a, P> {
    default: &'a Missing,
    value: Option<Val<P>>,
}

/// The text as a regular expression, as the crate `regex_syntax` escapes it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
