//! Functions and constants of the standard library and of well-known crates.

use proc_macro2::Span;
use serde_json::{Value as Json, json};
use syn::spanned::Spanned;

use super::schema_literal::of_schemars;
use super::{Env, Val};
use crate::reader::{Made, Reader};
use crate::scope::Scope;
use crate::types::{Context, Ty};

type Value<S> = Made<Val<<S as Scope>::Place>, <S as Scope>::Place>;

/// `i32::MAX` and the like.
pub(super) fn constant<P>(ty: &Ty<P>, name: &str) -> Option<Val<P>> {
    let Ty::Known(path, _) = ty else { return None };
    if of_schemars(path) == Some("InstanceType") {
        return Some(Val::Json(name.to_lowercase().into()));
    }
    let (min, max): (i128, i128) = match path.as_str() {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => (i64::MIN.into(), i64::MAX.into()),
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" | "usize" => (0, u64::MAX.into()),
        "std::time::Duration" if name == "ZERO" => return Some(duration(0, 0)),
        "std::net::Ipv4Addr" if name == "LOCALHOST" => return Some(Val::str("127.0.0.1")),
        "std::net::Ipv4Addr" if name == "UNSPECIFIED" => return Some(Val::str("0.0.0.0")),
        "std::net::Ipv6Addr" if name == "LOCALHOST" => return Some(Val::str("::1")),
        "std::net::Ipv6Addr" if name == "UNSPECIFIED" => return Some(Val::str("::")),
        _ => return None,
    };
    match name {
        "MIN" => Some(Val::Int(min)),
        "MAX" => Some(Val::Int(max)),
        _ => None,
    }
}

fn duration<P>(secs: i128, nanos: i128) -> Val<P> {
    let number = |number: i128| u64::try_from(number).unwrap_or_default();
    Val::Json(json!({"secs": number(secs), "nanos": number(nanos)}))
}

const KUBERNETES: &str = "k8s_openapi::";

impl<S: Scope> Reader<'_, S> {
    /// A function of a type that is known by its path, or one that a trait adds to a type.
    pub(super) fn known_call(
        &mut self,
        cx: &Context<S::Place>,
        ty: &Ty<S::Place>,
        name: &str,
        args: Vec<Val<S::Place>>,
        hint: Option<&Ty<S::Place>>,
        span: Span,
    ) -> Value<S> {
        let ty = match (ty, hint) {
            (Ty::Known(path, _), Some(hint)) if path == "std::default::Default" => hint,
            (Ty::Known(path, _), None) if path == "std::default::Default" => {
                return self.unknown(cx, span, "this default");
            }
            (ty, _) => ty,
        };
        if let Ty::Known(path, _) = ty
            && let Some(of) = of_schemars(path)
        {
            return self.schema_call(cx, (of, name), args, span);
        }
        let [ref first, ref rest @ ..] = args[..] else {
            return match name {
                "default" => self.default_of(cx, ty, span),
                "new" if ty.is_known("schemars::Map") => Ok(Val::Map(Vec::new())),
                "new" if ty.is_known("schemars::Set") => Ok(Val::List(Vec::new())),
                "new" if matches!(ty, Ty::Known(..)) => self.default_of(cx, ty, span),
                "nil" if ty.is_known("uuid::Uuid") => Ok(Val::str("00000000-0000-0000-0000-000000000000")),
                "json_schema" => self.unknown(cx, span, "this call"),
                _ => self.unknown(cx, span, &format!("`{name}`")),
            };
        };
        if let (Val::Generator, "json_schema", ty) = (first, name, ty) {
            return self.schema(cx, ty, span).map(Val::Json);
        }
        let Ty::Known(path, _) = ty else {
            return self.unknown(cx, span, &format!("`{name}`"));
        };
        let first = first.clone();
        match (path.as_str(), name) {
            (
                "std::boxed::Box" | "std::rc::Rc" | "std::sync::Arc" | "std::sync::Mutex"
                | "std::sync::RwLock" | "std::cell::Cell" | "std::cell::RefCell" | "std::borrow::Cow"
                | "std::num::Wrapping",
                "new" | "from" | "Borrowed" | "Owned",
            )
            | ("std::string::String" | "std::path::PathBuf" | "str" | "std::path::Path", "from" | "new")
            | (
                "std::vec::Vec" | "std::collections::VecDeque" | "std::collections::LinkedList",
                "from" | "from_iter",
            )
            | (
                "regex::Regex" | "regex_lite::Regex" | "url::Url" | "uuid::Uuid",
                "new" | "parse" | "parse_str",
            ) => Ok(first),
            ("std::vec::Vec" | "std::string::String", "with_capacity") => self.default_of(cx, ty, span),
            ("std::option::Option", "Some") => Ok(Val::Some(Box::new(first))),
            ("std::option::Option", "is_none") => Ok(Val::Bool(matches!(first, Val::None))),
            ("std::option::Option", "is_some") => Ok(Val::Bool(matches!(first, Val::Some(_)))),
            ("std::ops::Not", "not") => match first {
                Val::Bool(value) => Ok(Val::Bool(!value)),
                _ => self.unknown(cx, span, "`not`"),
            },
            (_, "is_empty") => self.is_empty(cx, &first, span),
            (_, "clone" | "to_owned" | "to_string") => Ok(first),
            (
                "std::collections::BTreeMap"
                | "std::collections::HashMap"
                | "indexmap::IndexMap"
                | "serde_json::Map",
                "from" | "from_iter",
            ) => self.pairs(cx, first, span),
            (
                "std::collections::BTreeSet" | "std::collections::HashSet" | "indexmap::IndexSet",
                "from" | "from_iter",
            ) => Ok(self.sorted(first, path)),
            (path, "Bool" | "String" | "Number" | "Array" | "Object")
                if path.ends_with("serde_json::Value") =>
            {
                Ok(first)
            }
            ("serde_json", "from_value" | "to_value") => self.json(cx, &first, span).map(Val::Json),
            ("std::time::Duration", "new") => match (&first, rest) {
                (Val::Int(secs), [Val::Int(nanos)]) => Ok(duration(*secs, *nanos)),
                _ => self.unknown(cx, span, "this duration"),
            },
            ("std::time::Duration", name) => {
                let (Val::Int(number), Some(nanos)) = (&first, unit(name)) else {
                    return self.unknown(cx, span, "this duration");
                };
                let all = number.saturating_mul(nanos);
                Ok(duration(all / 1_000_000_000, all % 1_000_000_000))
            }
            ("std::net::Ipv4Addr", "new") => {
                let parts: Option<Vec<String>> = args
                    .iter()
                    .map(|part| match part {
                        Val::Int(number) => Some(number.to_string()),
                        _ => None,
                    })
                    .collect();
                match parts {
                    Some(parts) => Ok(Val::Str(parts.join("."))),
                    None => self.unknown(cx, span, "this address"),
                }
            }
            ("std::net::IpAddr", "V4" | "V6" | "from") => Ok(first),
            (path, "Int") if path.ends_with("IntOrString") => Ok(first),
            (path, "String") if path.ends_with("IntOrString") => Ok(first),
            (path, "from") if self.is_number(path) => self.cast(cx, first, ty, span),
            _ => self.unknown(cx, span, &format!("`{path}::{name}`")),
        }
    }

    fn is_number(&self, path: &str) -> bool {
        constant::<S::Place>(&Ty::known(path), "MAX").is_some() || ["f32", "f64"].contains(&path)
    }

    /// A function or tuple struct that is known by its path.
    pub(super) fn free_call(
        &mut self,
        cx: &Context<S::Place>,
        path: &str,
        args: Vec<Val<S::Place>>,
        hint: Option<&Ty<S::Place>>,
        span: Span,
    ) -> Value<S> {
        let name = path.rsplit("::").next().unwrap_or_default();
        match (&args[..], name) {
            // The tuple structs of k8s-openapi have the JSON of their field.
            ([only], _) if path.starts_with(KUBERNETES) => Ok(only.clone()),
            ([only], "Wrapping" | "Reverse") => Ok(only.clone()),
            ([], "default") => match hint {
                Some(ty) => self.default_of(cx, &ty.clone(), span),
                None => self.unknown(cx, span, "this default"),
            },
            _ => self.unknown(cx, span, &format!("`{path}`")),
        }
    }

    /// A struct literal of a type that is known by its path: its JSON, with the names as Kubernetes writes them.
    pub(super) fn external_literal(
        &mut self,
        cx: &Context<S::Place>,
        env: &mut Env<S::Place>,
        literal: &syn::ExprStruct,
        ty: &Ty<S::Place>,
    ) -> Value<S> {
        let Ty::Known(path, _) = ty else {
            return self.unknown(cx, literal.span(), "this struct");
        };
        if of_schemars(path).is_some() {
            return self.schema_literal(cx, env, literal, ty);
        }
        if !path.starts_with(KUBERNETES) {
            return self.unknown(cx, literal.span(), &format!("`{path}`"));
        }
        let rest = match &literal.rest {
            Some(_) => self.default_of(cx, ty, literal.span())?,
            None => Val::Json(json!({})),
        };
        let Val::Json(Json::Object(mut fields)) = rest else {
            return self.unknown(cx, literal.span(), &format!("`{path}`"));
        };
        let schema = self.schema(cx, ty, literal.span())?;
        let names: Vec<String> = match schema.get("properties") {
            Some(Json::Object(properties)) => properties.keys().cloned().collect(),
            _ => Vec::new(),
        };
        for field in &literal.fields {
            let syn::Member::Named(name) = &field.member else {
                continue;
            };
            let written = syn::ext::IdentExt::unraw(name).to_string();
            let written = written.trim_end_matches('_').replace('_', "").to_lowercase();
            let Some(name) = names
                .iter()
                .find(|name| name.replace(['$', '-'], "").to_lowercase() == written)
            else {
                return self.unknown(cx, field.span(), "this field");
            };
            let mut value = self.eval(cx, env, &field.expr, None)?;
            if schema["properties"][name].get("additionalProperties").is_some() {
                value = match value {
                    Val::Some(inner) => self.pairs(cx, *inner, field.span())?,
                    Val::List(all) => self.pairs(cx, Val::List(all), field.span())?,
                    other => other,
                };
            }
            let json = self.json(cx, &value, field.span())?;
            let is_required = match schema.get("required") {
                Some(Json::Array(all)) => all.iter().any(|required| required == name),
                _ => false,
            };
            if json.is_null() && !is_required {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), json);
            }
        }
        Ok(Val::Json(Json::Object(fields)))
    }

    pub(super) fn is_empty(&self, cx: &Context<S::Place>, value: &Val<S::Place>, span: Span) -> Value<S> {
        Ok(Val::Bool(match value {
            Val::Str(text) => text.is_empty(),
            Val::List(all) => all.is_empty(),
            Val::Map(all) => all.is_empty(),
            Val::Json(Json::Object(all)) => all.is_empty(),
            Val::Json(Json::Array(all)) => all.is_empty(),
            _ => return self.unknown(cx, span, "`is_empty`"),
        }))
    }

    /// A map from a list of pairs.
    pub(super) fn pairs(&self, cx: &Context<S::Place>, value: Val<S::Place>, span: Span) -> Value<S> {
        match value {
            Val::Map(all) => Ok(Val::Map(all)),
            Val::List(all) => {
                let pairs = all.into_iter().map(|pair| match pair {
                    Val::Tuple(pair) => <[_; 2]>::try_from(pair).ok().map(|[key, value]| (key, value)),
                    _ => None,
                });
                match pairs.collect::<Option<Vec<_>>>() {
                    Some(all) => Ok(Val::Map(all)),
                    None => self.unknown(cx, span, "this map"),
                }
            }
            _ => self.unknown(cx, span, "this map"),
        }
    }

    /// The members of a set, once each and in its order.
    pub(super) fn sorted(&self, value: Val<S::Place>, path: &str) -> Val<S::Place> {
        let Val::List(mut all) = value else { return value };
        if path.ends_with("BTreeSet") {
            all.sort_by(|a, b| match (a, b) {
                (Val::Str(a), Val::Str(b)) => a.cmp(b),
                (Val::Int(a), Val::Int(b)) => a.cmp(b),
                _ => std::cmp::Ordering::Equal,
            });
        }
        let mut kept: Vec<Val<S::Place>> = Vec::new();
        for value in all {
            if !kept.iter().any(|other| super::operator::equal(other, &value)) {
                kept.push(value);
            }
        }
        Val::List(kept)
    }
}

/// The nanoseconds of `Duration::from_...`.
fn unit(name: &str) -> Option<i128> {
    Some(match name {
        "from_nanos" => 1,
        "from_micros" => 1_000,
        "from_millis" => 1_000_000,
        "from_secs" => 1_000_000_000,
        "from_mins" => 60_000_000_000,
        "from_hours" => 3_600_000_000_000,
        _ => return None,
    })
}
