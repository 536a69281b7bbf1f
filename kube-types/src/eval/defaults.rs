//! `T::default()`.

use proc_macro2::Span;
use serde_json::{Map, Value as Json, json};
use syn::ext::IdentExt;

use super::Val;
use crate::attrs::derives;
use crate::reader::{Made, Reader};
use crate::scope::{Scope, Syntax};
use crate::types::{Context, Ty};

impl<S: Scope> Reader<'_, S> {
    pub(crate) fn default_of(
        &mut self,
        cx: &Context<S::Place>,
        ty: &Ty<S::Place>,
        span: Span,
    ) -> Made<Val<S::Place>, S::Place> {
        match ty.bare() {
            Ty::Tuple(all) if all.is_empty() => Ok(Val::Unit),
            Ty::Tuple(all) => {
                let all = all.iter().map(|ty| self.default_of(cx, ty, span));
                Ok(Val::Tuple(all.collect::<Result<_, _>>()?))
            }
            Ty::Array(item, length) => {
                let value = self.default_of(cx, item, span)?;
                Ok(Val::List(vec![
                    value;
                    usize::try_from(*length).unwrap_or_default()
                ]))
            }
            Ty::Known(path, _) => self.known_default(cx, path, span),
            Ty::Item(item, args) => {
                let Syntax::Data(data) = &item.syntax else {
                    return self.unknown(cx, span, "this default");
                };
                if item.generated {
                    return self.unknown(cx, span, &format!("`{}::default()`", item.name));
                }
                let inner = self.inside(item, args);
                if derives(&data.attrs).iter().any(|derive| derive == "Default") {
                    return self.within(cx, span, |this| {
                        this.derived_default(&inner, ty.bare(), data, span)
                    });
                }
                let Some(found) = self.scope.implementation(item, "Default") else {
                    return self.unknown(cx, span, &format!("`{}::default()`", item.name));
                };
                match found.function("default") {
                    Some(function) => {
                        let context = Context {
                            place: found.place.clone(),
                            ..inner
                        };
                        self.run(cx, &context, &function, Vec::new(), span)
                    }
                    None => self.unknown(cx, span, &format!("`{}::default()`", item.name)),
                }
            }
        }
    }

    /// `#[derive(Default)]`
    fn derived_default(
        &mut self,
        cx: &Context<S::Place>,
        ty: &Ty<S::Place>,
        data: &syn::DeriveInput,
        span: Span,
    ) -> Made<Val<S::Place>, S::Place> {
        let Ty::Item(item, args) = ty else {
            return self.unknown(cx, span, "this default");
        };
        match &data.data {
            syn::Data::Struct(structure) => {
                let mut fields = Vec::new();
                for (at, field) in structure.fields.iter().enumerate() {
                    let name = match &field.ident {
                        Some(name) => name.unraw().to_string(),
                        None => at.to_string(),
                    };
                    let ty = self.ty(cx, &field.ty)?;
                    fields.push((name, self.default_of(cx, &ty, span)?));
                }
                Ok(Val::Struct(item.clone(), args.clone(), fields))
            }
            syn::Data::Enum(choice) => {
                let marked = |variant: &&syn::Variant| {
                    variant.attrs.iter().any(|attr| attr.path().is_ident("default"))
                };
                match choice.variants.iter().find(marked) {
                    Some(variant) => {
                        let name = variant.ident.unraw().to_string();
                        Ok(Val::Variant(item.clone(), args.clone(), name, Vec::new()))
                    }
                    None => self.unknown(cx, span, &format!("`{}::default()`", item.name)),
                }
            }
            syn::Data::Union(_) => self.unknown(cx, span, "this default"),
        }
    }

    fn known_default(
        &mut self,
        cx: &Context<S::Place>,
        path: &str,
        span: Span,
    ) -> Made<Val<S::Place>, S::Place> {
        Ok(match path {
            "bool" => Val::Bool(false),
            "char" => Val::Char('\0'),
            "f32" | "f64" => Val::Float(0.0),
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
            | "usize" => Val::Int(0),
            "str" | "std::string::String" | "std::path::PathBuf" => Val::str(""),
            "std::option::Option" => Val::None,
            "slice"
            | "std::vec::Vec"
            | "std::collections::VecDeque"
            | "std::collections::LinkedList"
            | "std::collections::BinaryHeap"
            | "std::collections::BTreeSet"
            | "std::collections::HashSet"
            | "indexmap::IndexSet"
            | "smallvec::SmallVec" => Val::List(Vec::new()),
            "std::collections::BTreeMap" | "std::collections::HashMap" | "indexmap::IndexMap" => {
                Val::Map(Vec::new())
            }
            "serde_json::Map" => Val::Json(json!({})),
            "serde_json::Value" => Val::Json(Json::Null),
            "std::marker::PhantomData" => Val::Unit,
            "std::time::Duration" => Val::Json(json!({"secs": 0, "nanos": 0})),
            "uuid::Uuid" => Val::str("00000000-0000-0000-0000-000000000000"),
            "jiff::SignedDuration" | "jiff::Span" => Val::str("PT0S"),
            path if path.ends_with("::IntOrString") => Val::Int(0),
            path if path.starts_with("k8s_openapi::") => {
                let schema = self.schema(cx, &Ty::known(path), span)?;
                match json_default(&schema) {
                    Some(value) => Val::Json(value),
                    None => return self.unknown(cx, span, &format!("`{path}::default()`")),
                }
            }
            _ => return self.unknown(cx, span, &format!("`{path}::default()`")),
        })
    }
}

/// The JSON of a Kubernetes type's default: what is required is always written, with the default of its type.
fn json_default(schema: &Json) -> Option<Json> {
    match schema.get("type").and_then(Json::as_str) {
        Some("object") => {
            let mut map = Map::new();
            for name in schema
                .get("required")
                .and_then(Json::as_array)
                .into_iter()
                .flatten()
            {
                let name = name.as_str()?;
                map.insert(name.to_owned(), json_default(&schema["properties"][name])?);
            }
            Some(Json::Object(map))
        }
        // A time has no default that two runs agree on, and none that Kubernetes reads.
        Some("string") if schema.get("format").is_none() => Some(json!("")),
        Some("integer") => Some(json!(0)),
        Some("number") => Some(json!(0.0)),
        Some("boolean") => Some(json!(false)),
        Some("array") => Some(json!([])),
        // A quantity.
        None if schema.get("x-kubernetes-int-or-string").is_some() => Some(json!("")),
        _ => None,
    }
}
