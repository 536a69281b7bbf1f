//! Values as serde writes them.

use kubewright_core::diagnostic::Message;
use kubewright_core::ir::Tagging;
use proc_macro2::Span;
use serde_json::{Map, Number, Value as Json, json};

use super::Val;
use crate::attrs::container::{self, Data, Field, Style, Variant};
use crate::attrs::derives;
use crate::reader::{Made, Reader};
use crate::scope::{Item, Scope, Syntax};
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    /// The JSON of a value; `None` if its type is not serialized, so that schemars leaves the default out.
    pub(crate) fn serialized(
        &mut self,
        cx: &Context<S::Place>,
        value: &Val<S::Place>,
        ty: &Ty<S::Place>,
        span: Span,
    ) -> Made<Option<Json>, S::Place> {
        if !self.serializes(ty) {
            return Ok(None);
        }
        let json = self.json(cx, value, span)?;
        Ok(Some(match (ty.bare(), json) {
            (ty, Json::Number(number)) if ty.is_known("f32") => {
                let short = number.as_f64().unwrap_or_default() as f32;
                Number::from_f64(f64::from(short)).map_or(Json::Null, Json::Number)
            }
            (_, json) => json,
        }))
    }

    fn serializes(&self, ty: &Ty<S::Place>) -> bool {
        match ty.bare() {
            Ty::Item(item, args) => {
                let Syntax::Data(data) = &item.syntax else {
                    return true;
                };
                let derived = derives(&data.attrs)
                    .iter()
                    .any(|derive| derive.starts_with("Serialize"));
                let by_hand = || self.scope.implementation(item, "Serialize").is_some();
                (derived && args.iter().all(|ty| self.serializes(ty))) || by_hand()
            }
            Ty::Known(_, args) | Ty::Tuple(args) => args.iter().all(|ty| self.serializes(ty)),
            Ty::Array(item, _) => self.serializes(item),
        }
    }

    /// The JSON of a value.
    pub(crate) fn json(
        &mut self,
        cx: &Context<S::Place>,
        value: &Val<S::Place>,
        span: Span,
    ) -> Made<Json, S::Place> {
        Ok(match value {
            Val::Unit | Val::None => Json::Null,
            Val::Bool(value) => json!(value),
            Val::Int(number) => match (i64::try_from(*number), u64::try_from(*number)) {
                (Ok(number), _) => json!(number),
                (_, Ok(number)) => json!(number),
                _ => return self.unknown(cx, span, "this number"),
            },
            Val::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
            Val::Char(c) => json!(c),
            Val::Str(text) => json!(text),
            Val::Some(inner) => self.json(cx, inner, span)?,
            Val::List(all) | Val::Tuple(all) => {
                let all = all.iter().map(|value| self.json(cx, value, span));
                Json::Array(all.collect::<Result<_, _>>()?)
            }
            Val::Map(all) => {
                let mut map = Map::new();
                for (key, value) in all {
                    let key = match self.json(cx, key, span)? {
                        Json::String(key) => key,
                        Json::Number(key) => key.to_string(),
                        Json::Bool(key) => key.to_string(),
                        _ => return self.unknown(cx, span, "this key"),
                    };
                    map.insert(key, self.json(cx, value, span)?);
                }
                Json::Object(map)
            }
            Val::Struct(item, args, fields) => {
                let inner = self.inside(item, args);
                self.item_json(&inner, item, None, fields, span)?
            }
            Val::Variant(item, args, name, fields) => {
                let inner = self.inside(item, args);
                self.item_json(&inner, item, Some(name), fields, span)?
            }
            Val::Json(json) => json.clone(),
            Val::Generator => return self.unknown(cx, span, "this value"),
        })
    }

    fn item_json(
        &mut self,
        cx: &Context<S::Place>,
        item: &Item<S::Place>,
        variant: Option<&str>,
        fields: &[(String, Val<S::Place>)],
        span: Span,
    ) -> Made<Json, S::Place> {
        let Syntax::Data(data) = &item.syntax else {
            return self.unknown(cx, span, "this value");
        };
        if !derives(&data.attrs).iter().any(|derive| derive == "Serialize") {
            let message = Message::new(format!(
                "how `{}` is serialized is not known without running the program",
                item.name
            ));
            return self.fail(
                cx,
                span,
                message.help("derive `Serialize` for it, or remove the default"),
            );
        }
        let container = self.wrong(cx, container::container(data))?;
        match (&container.data, variant) {
            (Data::Struct(style, all), None) => {
                if let Some(into) = &container.into {
                    return self.unknown(cx, syn::spanned::Spanned::span(into), "this conversion");
                }
                let mut json = self.fields_json(cx, *style, all, fields, container.transparent, span)?;
                if let (Tagging::Internal(tag), Json::Object(map)) = (&container.tagging, &mut json) {
                    map.insert(tag.clone(), container.written.into());
                }
                Ok(json)
            }
            (Data::Enum(all), Some(name)) => {
                let Some(variant) = all
                    .iter()
                    .find(|variant| syn::ext::IdentExt::unraw(&variant.original.ident) == name)
                else {
                    return self.unknown(cx, span, "this variant");
                };
                self.variant_json(cx, &container.tagging, variant, fields, span)
            }
            _ => self.unknown(cx, span, "this value"),
        }
    }

    fn variant_json(
        &mut self,
        cx: &Context<S::Place>,
        tagging: &Tagging,
        variant: &Variant<'_>,
        fields: &[(String, Val<S::Place>)],
        span: Span,
    ) -> Made<Json, S::Place> {
        if variant.by_function {
            return self.unknown(cx, span, "this variant");
        }
        let name = variant.written.clone();
        let is_unit = matches!(variant.style, Style::Unit);
        let data = self.fields_json(cx, variant.style, &variant.fields, fields, false, span)?;
        Ok(match tagging {
            _ if variant.untagged => data,
            Tagging::Untagged => data,
            Tagging::External if is_unit => json!(name),
            Tagging::External => json!({name: data}),
            Tagging::Internal(tag) => match data {
                Json::Object(mut map) => {
                    map.insert(tag.clone(), name.into());
                    Json::Object(map)
                }
                Json::Null => json!({tag: name}),
                _ => return self.unknown(cx, span, "this variant"),
            },
            Tagging::Adjacent { tag, .. } if is_unit => json!({tag: name}),
            Tagging::Adjacent { tag, content } => json!({tag: name, content: data}),
        })
    }

    fn fields_json(
        &mut self,
        cx: &Context<S::Place>,
        style: Style,
        all: &[Field<'_>],
        values: &[(String, Val<S::Place>)],
        transparent: bool,
        span: Span,
    ) -> Made<Json, S::Place> {
        let mut list = Vec::new();
        let mut map = Map::new();
        for field in all {
            if field.skip_serializing {
                continue;
            }
            let member = &field.member;
            let Some((_, value)) = values.iter().find(|(name, _)| name == member) else {
                return self.unknown(cx, span, &format!("`{member}`"));
            };
            if let Some(skip) = &field.skip_serializing_if
                && self.predicate(cx, skip, value)?
            {
                continue;
            }
            if field.serialize_with.is_some() {
                let what = format!("`{member}`, which a function serializes,");
                return self.unknown(cx, span, &what);
            }
            let json = self.json(cx, value, span)?;
            let ty = self.ty(cx, field.ty())?;
            let json = match json {
                Json::Number(number) if ty.is_known("f32") => {
                    let short = number.as_f64().unwrap_or_default() as f32;
                    Number::from_f64(f64::from(short)).map_or(Json::Null, Json::Number)
                }
                json => json,
            };
            if transparent && field.transparent {
                return Ok(json);
            }
            if field.flatten {
                match json {
                    Json::Object(inner) => map.extend(inner),
                    Json::Null => {}
                    _ => return self.unknown(cx, span, &format!("`{member}`")),
                }
                continue;
            }
            map.insert(field.written.clone(), json.clone());
            list.push(json);
        }
        Ok(match style {
            Style::Unit => Json::Null,
            Style::Struct => Json::Object(map),
            Style::Newtype => list.pop().unwrap_or(Json::Null),
            Style::Tuple => Json::Array(list),
        })
    }
}
