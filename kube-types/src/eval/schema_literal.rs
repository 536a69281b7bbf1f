//! The structs with which programs on schemars 0.8 make schemas, as the JSON that they are written to.

use serde_json::{Map, Value as Json, json};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, ExprStruct};

use super::{Env, Val};
use crate::json::object;
use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::transform::{ARRAY, OBJECT};
use crate::types::{Context, Ty};

type Value<S> = Made<Val<<S as Scope>::Place>, <S as Scope>::Place>;

/// The fields of `SchemaObject` whose structs are no objects of their own in the JSON, and the keys of these.
const PARTS: [(&str, &[&str]); 7] = [
    (
        "metadata",
        &[
            "$id",
            "title",
            "description",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
            "examples",
        ],
    ),
    (
        "subschemas",
        &["allOf", "anyOf", "oneOf", "not", "if", "then", "else"],
    ),
    (
        "number",
        &[
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
        ],
    ),
    ("string", &["maxLength", "minLength", "pattern"]),
    ("array", &ARRAY),
    ("object", &OBJECT),
    ("extensions", &[]),
];

/// The keys of a field of `SchemaObject` that is part of the schema around it.
pub(super) fn part(field: &str) -> Option<&'static [&'static str]> {
    let found = PARTS.iter().find(|(name, _)| *name == field);
    found.map(|(_, keys)| *keys)
}

/// The name of a type of `schemars::schema`.
pub(super) fn of_schemars(path: &str) -> Option<&str> {
    let (crates, name) = path.rsplit_once("::schema::")?;
    crates.ends_with("schemars").then_some(name)
}

/// The keyword of a field.
pub(super) fn key(field: &str) -> String {
    match field {
        "instance_type" => return "type".to_owned(),
        "enum_values" => return "enum".to_owned(),
        "const_value" => return "const".to_owned(),
        "reference" => return "$ref".to_owned(),
        "id" => return "$id".to_owned(),
        "if_schema" | "then_schema" | "else_schema" => return field.trim_end_matches("_schema").to_owned(),
        _ => {}
    }
    let mut out = String::new();
    let mut upper = false;
    for c in field.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}

impl<S: Scope> Reader<'_, S> {
    /// `SchemaObject { .. }` and the structs of its fields.
    pub(super) fn schema_literal(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        literal: &ExprStruct,
        ty: &Ty<S::Place>,
    ) -> Value<S> {
        let mut made = match &literal.rest {
            None => json!({}),
            Some(rest) => match self.eval(cx, env, rest, Some(ty))? {
                Val::Json(made) => made,
                _ => return self.unknown(cx, rest.span(), "this expression"),
            },
        };
        for field in &literal.fields {
            let syn::Member::Named(name) = &field.member else {
                return self.unknown(cx, field.span(), "this field");
            };
            let value = self.eval(cx, env, &field.expr, None)?;
            self.set_schema_field(cx, &mut made, &name.unraw().to_string(), value, &field.expr)?;
        }
        Ok(Val::Json(made))
    }

    /// Sets a field of a schema.
    pub(super) fn set_schema_field(
        &mut self,
        cx: &Context<S::Place>,
        schema: &mut Json,
        field: &str,
        value: Val<S::Place>,
        expr: &Expr,
    ) -> Made<(), S::Place> {
        let map = object(schema);
        let value = match value {
            Val::Some(inner) => Some(*inner),
            Val::None => None,
            value => Some(value),
        };
        if let Some(keys) = part(field) {
            map.retain(|key, _| !keys.contains(&key.as_str()));
            if let Some(value) = value
                && let Json::Object(all) = self.keyword(cx, field, value, expr)?
            {
                map.extend(all);
            }
            return Ok(());
        }
        let key = key(field);
        match value {
            Some(value) => {
                let value = self.keyword(cx, field, value, expr)?;
                map.insert(key, value);
            }
            None => {
                map.remove(&key);
            }
        }
        Ok(())
    }

    fn keyword(
        &mut self,
        cx: &Context<S::Place>,
        field: &str,
        value: Val<S::Place>,
        expr: &Expr,
    ) -> Made<Json, S::Place> {
        let value = match field {
            "properties" | "pattern_properties" | "extensions" => match value {
                Val::Json(all) => return Ok(all),
                value => self.pairs(cx, value, expr.span())?,
            },
            "required" => self.sorted(value, "BTreeSet"),
            _ => value,
        };
        if let Val::Map(all) = value {
            let mut made = Map::new();
            for (key, value) in all {
                match key {
                    Val::Str(key) => made.insert(key, self.json(cx, &value, expr.span())?),
                    _ => return self.unknown(cx, expr.span(), "this map"),
                };
            }
            return Ok(Json::Object(made));
        }
        self.json(cx, &value, expr.span())
    }

    /// A function of a type of `schemars::schema`.
    pub(super) fn schema_call(
        &self,
        cx: &Context<S::Place>,
        (of, name): (&str, &str),
        args: Vec<Val<S::Place>>,
        span: proc_macro2::Span,
    ) -> Value<S> {
        let mut args = args.into_iter();
        match (of, name, args.next()) {
            (_, "default" | "new", None) => Ok(Val::Json(json!({}))),
            ("Schema", "Object" | "Bool", Some(value))
            | ("SingleOrVec", "Single" | "Vec", Some(value))
            | (_, "from", Some(value)) => Ok(value),
            _ => self.unknown(cx, span, &format!("`{of}::{name}`")),
        }
    }
}
