//! Texts.

use super::{
    Answer,
    arguments::{exactly, index, integer, text, texts},
};
use crate::{Value, error::Reason};

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    let one = |change: fn(&str) -> String| -> Answer {
        let [value] = exactly(name, all)?;
        Ok(change(text(name, value)?).into())
    };
    let two = |change: fn(&str, &str) -> Value| -> Answer {
        let [first, second] = exactly(name, all)?;
        Ok(change(text(name, first)?, text(name, second)?))
    };
    Some(match name {
        "trim" => one(|text| text.trim().to_owned()),
        "upper" => one(str::to_uppercase),
        "lower" => one(str::to_lowercase),
        "title" => one(title),
        "untitle" => one(|text| words(text, |first| first.to_lowercase().collect())),
        "nospace" => one(|text| text.chars().filter(|char| !char.is_whitespace()).collect()),
        "snakecase" => one(|text| cased(text, '_')),
        "kebabcase" => one(|text| cased(text, '-')),
        "camelcase" => one(pascal),
        "trimAll" | "trimall" => {
            two(|chars, text| text.trim_matches(|char: char| chars.contains(char)).into())
        }
        "trimSuffix" => two(|end, text| text.strip_suffix(end).unwrap_or(text).into()),
        "trimPrefix" => two(|start, text| text.strip_prefix(start).unwrap_or(text).into()),
        "contains" => two(|part, text| text.contains(part).into()),
        "hasPrefix" => two(|start, text| text.starts_with(start).into()),
        "hasSuffix" => two(|end, text| text.ends_with(end).into()),
        "repeat" => exactly(name, all).and_then(|[count, value]| {
            let count = index(count)?;
            let value = text(name, value)?;
            match count.saturating_mul(value.len()) > 1 << 24 {
                true => Err("the text is too long".into()),
                false => Ok(value.repeat(count).into()),
            }
        }),
        "replace" => exactly(name, all).and_then(|[old, new, value]| {
            Ok(text(name, value)?
                .replace(text(name, old)?, text(name, new)?)
                .into())
        }),
        "trunc" => exactly(name, all).and_then(|[length, value]| {
            let value = text(name, value)?;
            Ok(cut(integer(length), value)?.into())
        }),
        "abbrev" => exactly(name, all).and_then(|[width, value]| {
            let (width, value) = (index(width)?, text(name, value)?);
            Ok(match width < 4 || value.len() <= width {
                true => value.into(),
                false => format!("{}...", part(value, 0, width - 3)?).into(),
            })
        }),
        "substr" => exactly(name, all).and_then(|[start, end, value]| {
            let (start, end, value) = (integer(start), integer(end), text(name, value)?);
            let end = usize::try_from(end)
                .ok()
                .filter(|end| *end <= value.len())
                .unwrap_or(value.len());
            Ok(part(value, usize::try_from(start).unwrap_or(0), end)?.into())
        }),
        "quote" => Ok(quoted(all, super::printing::quoted)),
        "squote" => Ok(quoted(all, |text| format!("'{text}'"))),
        "cat" => {
            let all = all.iter().filter(|value| !matches!(value, Value::Nil));
            Ok(all.map(Value::to_string).collect::<Vec<_>>().join(" ").into())
        }
        "indent" => exactly(name, all)
            .and_then(|[count, value]| Ok(indented(index(count)?, text(name, value)?).into())),
        "nindent" => exactly(name, all).and_then(|[count, value]| {
            Ok(format!("\n{}", indented(index(count)?, text(name, value)?)).into())
        }),
        "plural" => {
            exactly(name, all).map(|[one, many, count]| if integer(count) == 1 { one } else { many }.clone())
        }
        "toString" => exactly(name, all).map(|[value]| value.to_string().into()),
        "toStrings" => {
            exactly(name, all).map(|[value]| Value::list(texts(value).into_iter().map(Value::from)))
        }
        "join" => exactly(name, all)
            .and_then(|[separator, value]| Ok(texts(value).join(text(name, separator)?).into())),
        "splitList" => exactly(name, all).and_then(|[separator, value]| {
            let parts = split(text(name, separator)?, text(name, value)?, usize::MAX);
            Ok(Value::list(parts.into_iter().map(Value::from)))
        }),
        "split" => exactly(name, all).and_then(|[separator, value]| {
            Ok(numbered(&split(
                text(name, separator)?,
                text(name, value)?,
                usize::MAX,
            )))
        }),
        "splitn" => exactly(name, all).and_then(|[separator, count, value]| {
            Ok(numbered(&split(
                text(name, separator)?,
                text(name, value)?,
                index(count)?,
            )))
        }),
        _ => return None,
    })
}

fn split<'t>(separator: &str, value: &'t str, count: usize) -> Vec<&'t str> {
    match separator.is_empty() {
        true => value.split("").filter(|part| !part.is_empty()).collect(),
        false => value.splitn(count, separator).collect(),
    }
}

fn numbered(parts: &[&str]) -> Value {
    let parts = parts.iter().enumerate();
    Value::dict(parts.map(|(at, part)| (format!("_{at}"), Value::from(*part))))
}

fn quoted(all: &[Value], quote: impl Fn(&str) -> String) -> Value {
    let all = all.iter().filter(|value| !matches!(value, Value::Nil));
    all.map(|value| quote(&value.to_string()))
        .collect::<Vec<_>>()
        .join(" ")
        .into()
}

fn indented(count: usize, value: &str) -> String {
    let pad = " ".repeat(count.min(1000));
    format!("{pad}{}", value.replace('\n', &format!("\n{pad}")))
}

fn cut(length: i64, value: &str) -> Result<&str, Reason> {
    let count = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
    match length < 0 {
        true if count < value.len() => part(value, value.len() - count, value.len()),
        false if count < value.len() => part(value, 0, count),
        _ => Ok(value),
    }
}

/// Go counts bytes.
fn part(value: &str, start: usize, end: usize) -> Result<&str, Reason> {
    value
        .get(start..end)
        .ok_or_else(|| Reason::Unsupported("a part of a character".to_owned()))
}

fn words(text: &str, change: fn(char) -> String) -> String {
    let mut result = String::new();
    let mut is_start = true;
    for char in text.chars() {
        match is_start {
            true => result.push_str(&change(char)),
            false => result.push(char),
        }
        is_start = !(char.is_alphanumeric() || char == '_' || char == '\'');
    }
    result
}

fn title(text: &str) -> String {
    words(text, |first| first.to_uppercase().collect())
}

/// Words that start with an upper-case letter or stand between separators.
fn cased(text: &str, separator: char) -> String {
    let mut result = String::new();
    let chars: Vec<char> = text.chars().collect();
    for (at, char) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(at + 1);
        if ['_', '-', ' ', '.'].contains(char) {
            result.push(separator);
            continue;
        }
        let starts = char.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if starts {
            result.push(separator);
        }
        result.extend(char.to_lowercase());
    }
    result
}

fn pascal(text: &str) -> String {
    let parts = text.split(['_', '-', ' ', '.']).filter(|part| !part.is_empty());
    let parts = parts.map(|part| {
        let mut chars = part.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        first.chain(chars).collect::<String>()
    });
    parts.collect()
}
