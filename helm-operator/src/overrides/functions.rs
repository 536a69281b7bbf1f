//! The functions of sprig that override values use: on strings, without randomness, time and files.

use std::{collections::BTreeMap, sync::Arc};

use gotmpl::{Template, TemplateError, Value};

type Answer = Result<Value, TemplateError>;

/// Adds the functions to a template.
pub(super) fn add(template: Template) -> Template {
    let template = template
        .func("default", |values| {
            let [other, value] = values else {
                return Err(wrong("default", "two values"));
            };
            Ok(if gotmpl::is_true(value) { value } else { other }.clone())
        })
        .func("ternary", |values| match values {
            [yes, no, condition] => Ok(if gotmpl::is_true(condition) { yes } else { no }.clone()),
            _ => Err(wrong("ternary", "three values")),
        })
        .func("coalesce", |values| {
            let found = values.iter().find(|value| gotmpl::is_true(value));
            Ok(found.cloned().unwrap_or(Value::Nil))
        })
        .func("split", |values| {
            let [separator, value] = &texts("split", values)?;
            let parts = value.split(separator.as_str()).enumerate();
            let parts = parts.map(|(at, part)| (Arc::from(format!("_{at}")), text(part)));
            Ok(Value::Map(Arc::new(parts.collect::<BTreeMap<_, _>>())))
        })
        .func("splitList", |values| {
            let [separator, value] = &texts("splitList", values)?;
            Ok(Value::List(value.split(separator.as_str()).map(text).collect()))
        })
        .func("first", |values| item("first", values, <[Value]>::first))
        .func("last", |values| item("last", values, <[Value]>::last))
        .func("join", |values| match values {
            [separator, Value::List(parts)] => {
                let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
                Ok(text(&parts.join(&separator.to_string())))
            }
            _ => Err(wrong("join", "a separator and a list")),
        })
        .func("replace", |values| {
            let [old, new, value] = &texts("replace", values)?;
            Ok(text(&value.replace(old.as_str(), new)))
        })
        .func("trunc", |values| match values {
            [Value::Int(length), value] => {
                let value: Vec<char> = value.to_string().chars().collect();
                let count = usize::try_from(length.unsigned_abs())
                    .unwrap_or(usize::MAX)
                    .min(value.len());
                let part = match *length < 0 {
                    true => &value[value.len() - count..],
                    false => &value[..count],
                };
                Ok(text(&part.iter().collect::<String>()))
            }
            _ => Err(wrong("trunc", "a number and a text")),
        });
    let template = one(template, "quote", |value| format!("{value:?}"));
    let template = one(template, "squote", |value| format!("'{value}'"));
    let template = one(template, "upper", |value| value.to_uppercase());
    let template = one(template, "lower", |value| value.to_lowercase());
    let template = one(template, "trim", |value| value.trim().to_owned());
    let template = two(template, "trimPrefix", |prefix, value| {
        text(value.strip_prefix(prefix).unwrap_or(value))
    });
    let template = two(template, "trimSuffix", |suffix, value| {
        text(value.strip_suffix(suffix).unwrap_or(value))
    });
    let template = two(template, "trimAll", |chars, value| {
        text(value.trim_matches(|char| chars.contains(char)))
    });
    let template = two(template, "contains", |part, value| {
        Value::Bool(value.contains(part))
    });
    let template = two(template, "hasPrefix", |part, value| {
        Value::Bool(value.starts_with(part))
    });
    two(template, "hasSuffix", |part, value| {
        Value::Bool(value.ends_with(part))
    })
}

fn one(template: Template, name: &'static str, call: fn(&str) -> String) -> Template {
    template.func(name, move |values| {
        let [value] = &texts(name, values)?;
        Ok(text(&call(value)))
    })
}

fn two(template: Template, name: &'static str, call: fn(&str, &str) -> Value) -> Template {
    template.func(name, move |values| {
        let [first, second] = &texts(name, values)?;
        Ok(call(first, second))
    })
}

fn texts<const N: usize>(name: &'static str, values: &[Value]) -> Result<[String; N], TemplateError> {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    texts.try_into().map_err(|_| wrong(name, &format!("{N} values")))
}

fn item(name: &'static str, values: &[Value], find: fn(&[Value]) -> Option<&Value>) -> Answer {
    match values {
        [Value::List(items)] => Ok(find(items).cloned().unwrap_or(Value::Nil)),
        _ => Err(wrong(name, "a list")),
    }
}

fn text(value: &str) -> Value {
    Value::String(Arc::from(value))
}

fn wrong(name: &str, takes: &str) -> TemplateError {
    TemplateError::Exec(format!("`{name}` takes {takes}"))
}
