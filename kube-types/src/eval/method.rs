//! Method calls.

use serde_json::Value as Json;
use syn::spanned::Spanned;

use super::{Env, Val};
use crate::json::object;
use crate::reader::{Made, Reader};
use crate::scope::{Scope, Valued};
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    pub(super) fn method(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        call: &syn::ExprMethodCall,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        let name = call.method.to_string();
        let passes = [
            "clone",
            "to_owned",
            "into",
            "as_ref",
            "as_str",
            "as_deref",
            "borrow",
            "deref",
            "iter",
            "into_iter",
            "cloned",
            "copied",
            "to_vec",
            "as_slice",
            "as_mut",
            "into_boxed_str",
            "into_string",
            "unwrap",
            "expect",
            "collect",
        ];
        let inner = if passes.contains(&name.as_str()) {
            hint
        } else {
            None
        };
        let value = self.eval(cx, env, &call.receiver, inner)?;
        let span = call.method.span();
        if let (Val::Struct(item, args, _) | Val::Variant(item, args, _, _), false) =
            (&value, name == "clone")
            && let Some(Valued::Function(place, function)) = self.scope.associated(item, &name)
        {
            let context = Context {
                place,
                ..self.inside(item, args)
            };
            let mut all = vec![value.clone()];
            for arg in &call.args {
                all.push(self.eval(cx, env, arg, None)?);
            }
            return self.run(cx, &context, &function, all, span);
        }
        if matches!(value, Val::Generator) {
            return self.generator(cx, call);
        }
        match (name.as_str(), value) {
            ("unwrap" | "expect", Val::Some(inner)) => Ok(*inner),
            ("unwrap" | "expect", Val::None) => self.fail(cx, span, "this panics: the value is `None`"),
            ("unwrap_or" | "unwrap_or_else" | "unwrap_or_default", Val::Some(inner)) => Ok(*inner),
            ("unwrap_or", Val::None) => match call.args.first() {
                Some(arg) => self.eval(cx, env, arg, hint),
                None => self.unknown(cx, span, "this call"),
            },
            ("is_none", value) => Ok(Val::Bool(matches!(value, Val::None))),
            ("is_some", value) => Ok(Val::Bool(matches!(value, Val::Some(_)))),
            ("is_empty", value) => self.is_empty(cx, &value, span),
            ("len", Val::Str(text)) => Ok(Val::Int(text.len() as i128)),
            ("len", Val::List(all)) => Ok(Val::Int(all.len() as i128)),
            ("len", Val::Map(all)) => Ok(Val::Int(all.len() as i128)),
            ("not", Val::Bool(value)) => Ok(Val::Bool(!value)),
            ("to_string", Val::Str(text)) => Ok(Val::Str(text)),
            ("to_string", Val::Int(number)) => Ok(Val::Str(number.to_string())),
            ("to_string", Val::Bool(value)) => Ok(Val::Str(value.to_string())),
            ("to_string", Val::Char(c)) => Ok(Val::Str(c.to_string())),
            ("to_lowercase" | "to_ascii_lowercase", Val::Str(text)) => Ok(Val::Str(text.to_lowercase())),
            ("to_uppercase" | "to_ascii_uppercase", Val::Str(text)) => Ok(Val::Str(text.to_uppercase())),
            ("trim", Val::Str(text)) => Ok(Val::Str(text.trim().to_owned())),
            ("as_bytes" | "into_bytes", Val::Str(text)) => Ok(Val::List(
                text.into_bytes()
                    .into_iter()
                    .map(|byte| Val::Int(byte.into()))
                    .collect(),
            )),
            // A conversion into another item is a function of the user's.
            ("into", Val::Struct(item, args, fields)) => Ok(Val::Struct(item, args, fields)),
            ("into", value) => match hint.map(Ty::bare) {
                Some(Ty::Item(item, _)) if !matches!(value, Val::Variant(..)) => {
                    let what = format!("this conversion into `{}`", item.name);
                    self.unknown(cx, span, &what)
                }
                Some(Ty::Known(path, _))
                    if path == "std::option::Option" && !matches!(value, Val::None | Val::Some(_)) =>
                {
                    Ok(Val::Some(Box::new(value)))
                }
                Some(Ty::Known(path, _)) if path.contains("Map") => self.pairs(cx, value, span),
                _ => Ok(value),
            },
            ("parse", Val::Str(text)) => self.parsed(cx, text, call, hint),
            ("collect", value) => match hint {
                Some(Ty::Known(path, _)) if path.contains("Map") => self.pairs(cx, value, span),
                Some(Ty::Known(path, _)) if path.contains("Set") => Ok(self.sorted(value, path)),
                _ => Ok(value),
            },
            ("into_object", Val::Json(mut schema)) => {
                object(&mut schema);
                Ok(Val::Json(schema))
            }
            // A schema, as far as its methods only give access to it.
            ("ensure_object" | "as_object_mut" | "to_value" | "as_object", Val::Json(schema)) => {
                Ok(Val::Json(schema))
            }
            ("get" | "get_mut", Val::Json(schema)) => {
                let key = match call.args.first() {
                    Some(key) => self.eval(cx, env, key, None)?,
                    None => return self.unknown(cx, span, "this call"),
                };
                match (schema, key) {
                    (Json::Object(map), Val::Str(key)) => Ok(match map.get(&key) {
                        Some(value) => Val::Some(Box::new(Val::Json(value.clone()))),
                        None => Val::None,
                    }),
                    _ => self.unknown(cx, span, "this call"),
                }
            }
            (name, value) if passes.contains(&name) => Ok(value),
            (name, _) => self.unknown(cx, span, &format!("`{name}`")),
        }
    }

    /// `"...".parse()`
    fn parsed(
        &mut self,
        cx: &Context<S::Place>,
        text: String,
        call: &syn::ExprMethodCall,
        hint: Option<&Ty<S::Place>>,
    ) -> Made<Val<S::Place>, S::Place> {
        let stated = match &call.turbofish {
            Some(args) => match args.args.first() {
                Some(syn::GenericArgument::Type(ty)) => Some(self.ty(cx, ty)?),
                _ => None,
            },
            None => None,
        };
        match stated.as_ref().or(hint).map(Ty::bare) {
            Some(Ty::Known(path, _)) if path.starts_with("std::net::") || path == "std::string::String" => {
                Ok(Val::Str(text))
            }
            Some(Ty::Known(path, _))
                if super::known::constant::<S::Place>(&Ty::known(path), "MAX").is_some() =>
            {
                match text.parse() {
                    Ok(number) => Ok(Val::Int(number)),
                    Err(_) => self.unknown(cx, call.span(), "this number"),
                }
            }
            _ => self.unknown(cx, call.span(), "`parse`"),
        }
    }
}
