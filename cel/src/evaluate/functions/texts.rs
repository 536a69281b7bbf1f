//! Functions on texts.

use std::sync::Arc;

use super::super::nodes::Evaluator;
use super::super::value::Value;
use super::super::{Failure, Result};
use crate::pattern::Regex;
use crate::quote::escaped;

impl<'a> Evaluator<'a> {
    /// The result of a function on a text; `None` if there is no such function.
    pub(super) fn of_text(&self, function: &str, values: &[Value<'a>]) -> Option<Result<Value<'a>>> {
        let Some(Value::Text(text)) = values.first() else {
            return None;
        };
        let result = match (function, &values[1..]) {
            ("contains", [Value::Text(part)]) => Ok(Value::Bool(text.contains(part.as_ref()))),
            ("startsWith", [Value::Text(part)]) => Ok(Value::Bool(text.starts_with(part.as_ref()))),
            ("endsWith", [Value::Text(part)]) => Ok(Value::Bool(text.ends_with(part.as_ref()))),
            ("matches", [Value::Text(pattern)]) => self
                .regex(pattern, "")
                .map(|regex| Value::Bool(regex.is_found_in(text))),
            ("find", [Value::Text(pattern)]) => self.regex(pattern, "Illegal regex: ").map(|regex| {
                let found = regex.find_all(text, 1);
                Value::text(found.first().copied().unwrap_or_default())
            }),
            ("findAll", [Value::Text(pattern)]) => self
                .regex(pattern, "Illegal regex: ")
                .map(|regex| Value::texts(found(&regex, text, usize::MAX))),
            ("findAll", [Value::Text(pattern), Value::Int(limit)]) => {
                let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
                self.regex(pattern, "Illegal regex: ")
                    .map(|regex| Value::texts(found(&regex, text, limit)))
            }
            ("charAt", [Value::Int(at)]) => char_at(text, *at),
            ("indexOf", [Value::Text(part)]) => index_of(text, part, 0),
            ("indexOf", [Value::Text(part), Value::Int(from)]) => index_of(text, part, *from),
            ("lastIndexOf", [Value::Text(part)]) => last_index_of(text, part, None),
            ("lastIndexOf", [Value::Text(part), Value::Int(from)]) => last_index_of(text, part, Some(*from)),
            ("lowerAscii", []) => Ok(Value::text(text.to_ascii_lowercase())),
            ("upperAscii", []) => Ok(Value::text(text.to_ascii_uppercase())),
            ("trim", []) => Ok(Value::text(text.trim())),
            ("replace", [Value::Text(old), Value::Text(new)]) => {
                Ok(Value::text(text.replace(old.as_ref(), new)))
            }
            ("replace", [Value::Text(old), Value::Text(new), Value::Int(limit)]) => {
                Ok(Value::text(match usize::try_from(*limit) {
                    Ok(limit) => text.replacen(old.as_ref(), new, limit),
                    Err(_) => text.replace(old.as_ref(), new),
                }))
            }
            ("split", [Value::Text(separator)]) => Ok(Value::texts(split(text, separator, -1))),
            ("split", [Value::Text(separator), Value::Int(limit)]) => {
                Ok(Value::texts(split(text, separator, *limit)))
            }
            ("substring", [Value::Int(from)]) => substring(text, *from, None),
            ("substring", [Value::Int(from), Value::Int(to)]) => substring(text, *from, Some(*to)),
            ("strings.quote", []) => Ok(Value::text(quote(text))),
            ("format", [Value::List(list)]) => self
                .items(list)
                .and_then(|items| self.formatted(text, &items))
                .map(Value::text),
            _ => return None,
        };
        Some(result)
    }

    fn regex(&self, pattern: &str, prefix: &str) -> Result<Arc<Regex>> {
        let regex = self.scope.patterns.get(pattern);
        regex.map_err(|reason| Failure::from(format!("{prefix}error parsing regexp: {reason}")))
    }
}

/// Matches as Go finds them: an empty match right behind another one does not count.
fn found<'t>(regex: &Regex, text: &'t str, limit: usize) -> Vec<&'t str> {
    regex.find_all(text, limit)
}

fn char_at<'a>(text: &str, at: i64) -> Result<Value<'a>> {
    let count = text.chars().count();
    let index = usize::try_from(at).ok().filter(|index| *index <= count);
    let Some(index) = index else {
        return Err(format!("index out of range: {at}").into());
    };
    Ok(Value::text(
        text.chars().nth(index).map(String::from).unwrap_or_default(),
    ))
}

fn index_of<'a>(text: &str, part: &str, from: i64) -> Result<Value<'a>> {
    let Ok(start) = usize::try_from(from) else {
        return Err(format!("index out of range: {from}").into());
    };
    let text: Vec<char> = text.chars().collect();
    let part: Vec<char> = part.chars().collect();
    if part.is_empty() {
        return Ok(Value::Int(from.min(position(text.len()))));
    }
    let found = text
        .windows(part.len())
        .enumerate()
        .skip(start)
        .find(|(_, window)| *window == part);
    Ok(Value::Int(found.map_or(-1, |(index, _)| position(index))))
}

fn position(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

fn last_index_of<'a>(text: &str, part: &str, from: Option<i64>) -> Result<Value<'a>> {
    let shorter = text.len() < part.len();
    let text: Vec<char> = text.chars().collect();
    let part: Vec<char> = part.chars().collect();
    let count = position(text.len());
    if part.is_empty() && from.is_none() {
        return Ok(Value::Int(count));
    }
    if from.is_none() && shorter {
        return Ok(Value::Int(-1));
    }
    let from = from.unwrap_or(count - 1);
    let Ok(start) = usize::try_from(from) else {
        return Err(format!("index out of range: {from}").into());
    };
    if part.is_empty() {
        return Ok(Value::Int(from.min(count)));
    }
    if start >= text.len() || part.len() > text.len() {
        return Ok(Value::Int(-1));
    }
    let start = start.min(text.len() - part.len());
    let found = (0..=start).rev().find(|at| text[*at..].starts_with(&part));
    Ok(Value::Int(found.map_or(-1, position)))
}

fn split(text: &str, separator: &str, limit: i64) -> Vec<String> {
    if limit == 0 {
        return Vec::new();
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if separator.is_empty() {
        let mut parts: Vec<String> = text.chars().map(String::from).collect();
        if parts.len() > limit {
            let rest: String = parts.drain(limit - 1..).collect();
            parts.push(rest);
        }
        return parts;
    }
    text.splitn(limit, separator).map(str::to_owned).collect()
}

fn substring<'a>(text: &str, from: i64, to: Option<i64>) -> Result<Value<'a>> {
    let count = position(text.chars().count());
    let end = to.unwrap_or(count);
    if to.is_some() && from > end {
        return Err(format!("invalid substring range. start: {from}, end: {end}").into());
    }
    for bound in [from, end] {
        if bound < 0 || bound > count {
            return Err(format!("index out of range: {bound}").into());
        }
    }
    let (Ok(skip), Ok(take)) = (usize::try_from(from), usize::try_from(end - from)) else {
        return Err(format!("index out of range: {from}").into());
    };
    Ok(Value::text(
        text.chars().skip(skip).take(take).collect::<String>(),
    ))
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match escaped(c) {
            Some(escaped) => quoted.push_str(escaped),
            None => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
