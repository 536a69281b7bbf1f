//! Types whose schema schemars itself has, and those of k8s-openapi, whose source has one.

use kubewright_core::diagnostic::Message;
use kubewright_core::tables::{self, Minor};
use proc_macro2::Span;
use serde_json::{Value, json};

use super::maps;
use crate::json::{MARKERS, has_type, object, object_of};
use crate::reader::{Made, Reader};
use crate::repair::{Effect, note};
use crate::scope::Scope;
use crate::types::{Context, Ty};

const SEMVER: &str = r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$";

impl<S: Scope> Reader<'_, S> {
    pub(super) fn known_schema(
        &mut self,
        cx: &Context<S::Place>,
        path: &str,
        args: &[Ty<S::Place>],
        span: Span,
    ) -> Made<Value, S::Place> {
        let old = self.era.is_old();
        if let Some(schema) = leaf(path, old) {
            return Ok(schema);
        }
        let argument = |at: usize| args.get(at).ok_or(at);
        let mut of = |at: usize| match argument(at) {
            Ok(ty) => self.schema(cx, ty, span),
            Err(_) => self.fail(cx, span, format!("`{path}` needs type arguments")),
        };
        match path {
            "std::option::Option" => {
                let mut schema = of(0)?;
                match old {
                    true => {
                        object(&mut schema).insert("nullable".to_owned(), true.into());
                    }
                    false => allow_null(&mut schema),
                }
                Ok(schema)
            }
            "std::boxed::Box" | "std::rc::Rc" | "std::sync::Arc" | "std::sync::Mutex"
            | "std::sync::RwLock" | "std::cell::Cell" | "std::cell::RefCell" | "std::borrow::Cow"
            | "std::num::Wrapping" | "std::cmp::Reverse" => of(0),
            "slice"
            | "std::vec::Vec"
            | "std::collections::VecDeque"
            | "std::collections::LinkedList"
            | "std::collections::BinaryHeap" => Ok(object_of([("type", "array".into()), ("items", of(0)?)])),
            "smallvec::SmallVec" => match args {
                [Ty::Array(item, _)] => {
                    let items = self.schema(cx, item, span)?;
                    Ok(json!({"type": "array", "items": items}))
                }
                _ => self.fail(cx, span, "`SmallVec` needs an array type"),
            },
            "std::collections::BTreeSet" | "std::collections::HashSet" | "indexmap::IndexSet" => {
                Ok(json!({"type": "array", "uniqueItems": true, "items": of(0)?}))
            }
            "std::collections::BTreeMap"
            | "std::collections::HashMap"
            | "indexmap::IndexMap"
            | "serde_json::Map" => {
                if old {
                    return Ok(object_of([
                        ("type", "object".into()),
                        ("additionalProperties", of(1)?),
                    ]));
                }
                let (key, value) = (of(0)?, of(1)?);
                self.marked.of_keys(&key);
                Ok(maps::map(&key, &value))
            }
            "std::ops::Range" | "std::ops::RangeInclusive" => {
                let part = of(0)?;
                Ok(
                    json!({"type": "object", "properties": {"start": part, "end": part}, "required": ["start", "end"]}),
                )
            }
            "std::result::Result" => Ok(either("Ok", of(0)?, "Err", of(1)?, false)),
            "either::Either" if old => Ok(json!({"anyOf": [of(0)?, of(1)?]})),
            "either::Either" => Ok(either("Left", of(0)?, "Right", of(1)?, true)),
            "std::num::NonZero" => match args {
                [Ty::Known(int, _)] => match nonzero(int, old) {
                    Some(schema) => Ok(schema),
                    None => self.fail(cx, span, format!("`NonZero<{int}>` has no schema")),
                },
                _ => self.fail(cx, span, "`NonZero` needs an integer type"),
            },
            "bytes::Bytes"
            | "bytes::BytesMut"
            | "rust_decimal::Decimal"
            | "std::ffi::CString"
            | "std::ffi::OsString"
                if !self.strict =>
            {
                let message = Message::new(format!("kube panics for `{path}`: its schema has several types"));
                self.fail(
                    cx,
                    span,
                    message.help("replace it with `#[schemars(with = \"...\")]`"),
                )
            }
            "bytes::Bytes"
            | "bytes::BytesMut"
            | "rust_decimal::Decimal"
            | "std::ffi::CString"
            | "std::ffi::OsString" => {
                let mut schema = json!({"x-kubernetes-preserve-unknown-fields": true});
                let text = format!(
                    "kube panics for `{path}`, whose schema has several types; any value is preserved"
                );
                note(&mut schema, Effect::Refused, &text);
                Ok(schema)
            }
            _ if self.strict => self.strict_foreign(cx, path, span),
            _ => self.foreign_schema(cx, path, span),
        }
    }

    /// The same as [`Self::foreign_schema`], with what Kubernetes itself knows of the type: the keys of its lists, and that the fields
    /// of raw objects are preserved.
    fn strict_foreign(&mut self, cx: &Context<S::Place>, path: &str, span: Span) -> Made<Value, S::Place> {
        let inner = path.strip_prefix("k8s_openapi::").unwrap_or(path);
        let raw = match inner {
            "apimachinery::pkg::runtime::RawExtension" | "apimachinery::pkg::apis::meta::v1::FieldsV1" => {
                Some(json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true}))
            }
            "apiextensions_apiserver::pkg::apis::apiextensions::v1::JSON" => {
                Some(json!({"x-kubernetes-preserve-unknown-fields": true}))
            }
            _ => None,
        };
        if let Some(mut schema) = raw {
            note(
                &mut schema,
                Effect::Lost,
                "the API server removes the fields of this object; they are preserved",
            );
            return Ok(schema);
        }
        if self.open.iter().any(|open| open.starts_with("k8s_openapi::")) {
            return match self.open.contains(&path.to_owned()) {
                true => Ok(super::preserved(
                    "a type that contains itself is preserved as it is from there on",
                )),
                false => self.foreign_schema(cx, path, span),
            };
        }
        let key = format!("strict {path}");
        if let Some(schema) = self.known_before(&key) {
            return Ok(schema);
        }
        let mut schema = self.foreign_schema(cx, path, span)?;
        if let Ok(table) = tables::expand(Minor::NEWEST, inner)
            && lists(&mut schema, &table)
        {
            note(
                &mut schema,
                Effect::Lost,
                "server-side apply would replace whole lists; they get the list types and keys that Kubernetes has",
            );
        }
        self.remember(key, &schema);
        Ok(schema)
    }

    /// The schema of a type whose crate is known, from its source.
    fn foreign_schema(&mut self, cx: &Context<S::Place>, path: &str, span: Span) -> Made<Value, S::Place> {
        if let Some(schema) = self.known_before(path) {
            return Ok(schema);
        }
        let key = path.to_owned();
        if self.open.contains(&key) {
            let message = format!("`{path}` contains itself, which no structural schema can express");
            return self.fail(cx, span, message);
        }
        let found = match self.scope.external(&cx.place, path, "JsonSchema") {
            Ok(found) => found,
            Err(message) => return self.fail(cx, span, message),
        };
        self.open.push(key.clone());
        let inner = Context::of(found.place.clone());
        let made = self.by_hand(&inner, &found, span);
        self.open.pop();
        // An error inside of the crate belongs to the place that uses the type.
        match made {
            Ok(schema) => {
                self.remember(key, &schema);
                Ok(schema)
            }
            Err(problem) => self.fail(cx, span, problem.message),
        }
    }
}

/// Copies list types and map types. Returns whether the schema has got one.
fn lists(schema: &mut Value, table: &Value) -> bool {
    let Value::Object(map) = schema else { return false };
    let mut changed = false;
    for key in ["properties", "items", "additionalProperties"] {
        let (Some(own), Some(known)) = (map.get_mut(key), table.get(key)) else {
            continue;
        };
        match (key, own) {
            ("properties", Value::Object(own)) => {
                for (name, schema) in own {
                    changed |= lists(schema, &known[name.as_str()]);
                }
            }
            (_, own) => changed |= lists(own, known),
        }
    }
    if let Some(ty) = table.get("x-kubernetes-map-type") {
        map.insert("x-kubernetes-map-type".to_owned(), ty.clone());
        changed = true;
    }
    let Some(ty) = table.get("x-kubernetes-list-type") else {
        return changed;
    };
    if let Some(Value::Array(keys)) = table.get("x-kubernetes-list-map-keys") {
        let Some(items) = map.get_mut("items") else {
            return changed;
        };
        for key in keys.iter().filter_map(Value::as_str) {
            // A key is required or has a default.
            let default = table["items"]["properties"][key].get("default").cloned();
            let required = items["required"]
                .as_array()
                .is_some_and(|all| all.iter().any(|name| name == key));
            match (items["properties"].get_mut(key), default) {
                (Some(_), _) if required => {}
                (Some(property), Some(default)) => {
                    let property = object(property);
                    property.insert("default".to_owned(), default);
                    // It is no `null` either.
                    if let Some(Value::Array(types)) = property.get("type")
                        && let Some(first) = types.first().cloned()
                    {
                        property.insert("type".to_owned(), first);
                    }
                }
                _ => return changed,
            }
        }
        map.insert("x-kubernetes-list-map-keys".to_owned(), keys.clone().into());
    }
    map.insert("x-kubernetes-list-type".to_owned(), ty.clone());
    true
}

fn either(one: &str, first: Value, other: &str, second: Value, closed: bool) -> Value {
    let part = |name: &str, schema: Value| {
        let mut part = json!({"type": "object", "properties": {name: schema}, "required": [name]});
        if closed {
            part["additionalProperties"] = false.into();
        }
        part
    };
    json!({"oneOf": [part(one, first), part(other, second)]})
}

/// `Option<T>` from the schema of `T`.
pub(super) fn allow_null(schema: &mut Value) {
    let nothing = || json!({"type": "null"});
    let map = match schema {
        Value::Bool(true) => return,
        Value::Object(map) => map,
        _ => {
            *schema = nothing();
            return;
        }
    };
    let has_null = |all: &Value| {
        all.as_array()
            .is_some_and(|all| all.iter().any(|schema| has_type(schema, "null")))
    };
    if map.len() == 1 && map.get("anyOf").is_some_and(has_null) {
        return;
    }
    if ["if", "allOf", "anyOf", "oneOf", "$ref"]
        .iter()
        .any(|key| map.contains_key(*key))
    {
        let mut whole = std::mem::take(map);
        // Markers belong to the place where the type is used.
        let markers = whole.remove(MARKERS);
        let nothing = nothing();
        *schema = json!({"anyOf": [whole, nothing]});
        if let Some(markers) = markers {
            object(schema).insert(MARKERS.to_owned(), markers);
        }
        return;
    }
    match map.get_mut("type") {
        Some(Value::Array(all)) if !all.contains(&"null".into()) => all.push("null".into()),
        Some(ty @ Value::String(_)) if ty != "null" => *ty = json!([ty.take(), "null"]),
        _ => {}
    }
    if let Some(only) = map.remove("const") {
        if !only.is_null() {
            map.insert("enum".to_owned(), json!([only, null]));
        }
    } else if let Some(Value::Array(all)) = map.get_mut("enum")
        && !all.contains(&Value::Null)
    {
        all.push(Value::Null);
    }
}

fn integer(name: &str, old: bool) -> Option<Value> {
    let mut schema = match name {
        "i8" => json!({"type": "integer", "format": "int8", "minimum": i8::MIN, "maximum": i8::MAX}),
        "i16" => json!({"type": "integer", "format": "int16", "minimum": i16::MIN, "maximum": i16::MAX}),
        "i32" => json!({"type": "integer", "format": "int32"}),
        "i64" => json!({"type": "integer", "format": "int64"}),
        "i128" => json!({"type": "integer", "format": "int128"}),
        "isize" => json!({"type": "integer", "format": "int"}),
        "u8" => json!({"type": "integer", "format": "uint8", "minimum": 0, "maximum": u8::MAX}),
        "u16" => json!({"type": "integer", "format": "uint16", "minimum": 0, "maximum": u16::MAX}),
        "u32" => json!({"type": "integer", "format": "uint32", "minimum": 0}),
        "u64" => json!({"type": "integer", "format": "uint64", "minimum": 0}),
        "u128" => json!({"type": "integer", "format": "uint128", "minimum": 0}),
        "usize" => json!({"type": "integer", "format": "uint", "minimum": 0}),
        _ => return None,
    };
    // schemars 0.8 has no bounds of small integers.
    if old {
        let map = object(&mut schema);
        map.remove("maximum");
        if name.starts_with('i') {
            map.remove("minimum");
        }
    }
    Some(schema)
}

fn nonzero(name: &str, old: bool) -> Option<Value> {
    let mut schema = integer(name, old)?;
    if name.starts_with('u') {
        schema["minimum"] = 1.into();
    } else {
        schema["not"] = json!({"const": 0});
    }
    Some(schema)
}

fn leaf(path: &str, old: bool) -> Option<Value> {
    if let Some(schema) = integer(path, old) {
        return Some(schema);
    }
    if let Some(name) = path
        .strip_prefix("std::num::NonZero")
        .filter(|name| !name.is_empty())
    {
        return nonzero(&name.to_lowercase(), old);
    }
    if let Some(name) = path.strip_prefix("std::sync::atomic::Atomic") {
        return leaf(&name.to_lowercase(), old);
    }
    let format = |format: &str| Some(json!({"type": "string", "format": format}));
    match path {
        "bool" => Some(json!({"type": "boolean"})),
        "str"
        | "std::string::String"
        | "std::path::Path"
        | "std::path::PathBuf"
        | "std::net::SocketAddr"
        | "std::net::SocketAddrV4"
        | "std::net::SocketAddrV6"
        | "smol_str::SmolStr" => Some(json!({"type": "string"})),
        "char" => Some(json!({"type": "string", "minLength": 1, "maxLength": 1})),
        "f32" => Some(json!({"type": "number", "format": "float"})),
        "f64" => Some(json!({"type": "number", "format": "double"})),
        "serde_json::Number" => Some(json!({"type": "number"})),
        "serde_json::Value" => Some(Value::Bool(true)),
        "std::marker::PhantomData" => Some(json!({"type": "null"})),
        "std::net::IpAddr" => format("ip"),
        "std::net::Ipv4Addr" => format("ipv4"),
        "std::net::Ipv6Addr" => format("ipv6"),
        "std::time::Duration" => Some(seconds("secs", "nanos")),
        "std::time::SystemTime" => Some(seconds("secs_since_epoch", "nanos_since_epoch")),
        "chrono::DateTime" | "jiff::Timestamp" => format("date-time"),
        "chrono::NaiveDate" | "jiff::civil::Date" => format("date"),
        "chrono::NaiveDateTime" | "jiff::civil::DateTime" => format("partial-date-time"),
        "chrono::NaiveTime" if old => format("partial-date-time"),
        "chrono::NaiveTime" | "jiff::civil::Time" => format("partial-time"),
        "chrono::Weekday" => {
            let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
            Some(json!({"type": "string", "enum": days}))
        }
        "jiff::SignedDuration" | "jiff::Span" => format("duration"),
        "jiff::Zoned" => format("zoned-date-time"),
        "url::Url" => format("uri"),
        "uuid::Uuid" => format("uuid"),
        "rust_decimal::Decimal" if old => {
            Some(json!({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}))
        }
        "bytes::Bytes" | "bytes::BytesMut" if old => {
            Some(json!({"type": "array", "items": integer("u8", old)}))
        }
        "semver::Version" => Some(json!({"type": "string", "pattern": SEMVER})),
        _ => None,
    }
}

fn seconds(whole: &str, rest: &str) -> Value {
    json!({
        "type": "object",
        "required": [whole, rest],
        "properties": {whole: integer("u64", false), rest: integer("u32", false)},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_atomic_integer_is_like_the_plain_one() {
        for name in [
            "I8", "I16", "I32", "I64", "Isize", "U8", "U16", "U32", "U64", "Usize", "Bool",
        ] {
            let atomic = format!("std::sync::atomic::Atomic{name}");
            for old in [true, false] {
                assert_eq!(
                    leaf(&atomic, old),
                    leaf(&name.to_lowercase(), old),
                    "{name} {old}"
                );
            }
        }
        let old = json!({"type": "integer", "format": "uint8", "minimum": 0});
        assert_eq!(leaf("std::sync::atomic::AtomicU8", true), Some(old));
        let old = json!({"type": "integer", "format": "int16"});
        assert_eq!(leaf("std::sync::atomic::AtomicI16", true), Some(old));
    }
}
