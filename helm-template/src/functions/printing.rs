//! Go's `fmt`.

use super::{
    Answer,
    arguments::{at_least, length, text},
};
use crate::{Value, error::Reason, number};

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    Some(match name {
        "printf" => {
            at_least(name, 1, all).and_then(|all| Ok(format(text(name, &all[0])?, &all[1..])?.into()))
        }
        "print" => Ok(print(all).into()),
        "println" => {
            let all: Vec<_> = all.iter().map(Value::to_string).collect();
            Ok(format!("{}\n", all.join(" ")).into())
        }
        "len" => at_least(name, 1, all).and_then(|all| match &all[0] {
            Value::Text(text) => Ok(length(text.len())),
            Value::List(items) => Ok(length(items.len())),
            Value::Dict(fields) => Ok(length(fields.borrow().len())),
            other => Err(format!("len of type {}", other.type_name()).into()),
        }),
        "html" => at_least(name, 1, all).map(|all| gotmpl::html_escape(&print(all)).into()),
        "js" => at_least(name, 1, all).map(|all| gotmpl::js_escape(&print(all)).into()),
        "urlquery" => at_least(name, 1, all).map(|all| gotmpl::url_encode(&print(all)).into()),
        _ => return None,
    })
}

/// Go's `Sprint`: a space between two values that are no texts.
pub(super) fn print(all: &[Value]) -> String {
    let mut result = String::new();
    for (at, value) in all.iter().enumerate() {
        let is_text = |value: &Value| matches!(value, Value::Text(_));
        if at > 0 && !is_text(value) && !is_text(&all[at - 1]) {
            result.push(' ');
        }
        result.push_str(&value.to_string());
    }
    result
}

/// Go's `%q`.
pub(super) fn quoted(text: &str) -> String {
    let mut result = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            '\u{7}' => result.push_str("\\a"),
            '\u{8}' => result.push_str("\\b"),
            '\u{c}' => result.push_str("\\f"),
            '\u{b}' => result.push_str("\\v"),
            char if char.is_control() && u32::from(char) < 0x80 => {
                result.push_str(&format!("\\x{:02x}", u32::from(char)));
            }
            char if char.is_control() => result.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => result.push(char),
        }
    }
    result.push('"');
    result
}

/// Flags and width of a verb.
#[derive(Default)]
struct Spec {
    minus: bool,
    plus: bool,
    zero: bool,
    sharp: bool,
    width: usize,
    precision: Option<usize>,
}

fn format(pattern: &str, all: &[Value]) -> Result<String, Reason> {
    let mut result = String::new();
    let mut all = all.iter();
    let mut chars = pattern.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '%' {
            result.push(char);
            continue;
        }
        let mut spec = Spec::default();
        while let Some(flag) = chars.next_if(|char| "-+0# ".contains(*char)) {
            match flag {
                '-' => spec.minus = true,
                '+' => spec.plus = true,
                '0' => spec.zero = true,
                '#' => spec.sharp = true,
                _ => {}
            }
        }
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            spec.width = (spec.width * 10 + digit.to_digit(10).unwrap_or_default() as usize).min(1000);
        }
        if chars.next_if_eq(&'.').is_some() {
            let mut precision = 0;
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                precision = (precision * 10 + digit.to_digit(10).unwrap_or_default() as usize).min(1000);
            }
            spec.precision = Some(precision);
        }
        match chars.next() {
            Some('%') => result.push('%'),
            Some(verb) => match all.next() {
                Some(value) => result.push_str(&padded(&verb_of(verb, value, &spec)?, &spec)),
                None => result.push_str(&format!("%!{verb}(MISSING)")),
            },
            None => result.push_str("%!(NOVERB)"),
        }
    }
    let rest: Vec<_> = all
        .map(|value| format!("{}={value}", value.type_name()))
        .collect();
    if !rest.is_empty() {
        result.push_str(&format!("%!(EXTRA {})", rest.join(", ")));
    }
    Ok(result)
}

fn padded(text: &str, spec: &Spec) -> String {
    let missing = spec.width.saturating_sub(text.chars().count());
    match (spec.minus, spec.zero) {
        (true, _) => format!("{text}{}", " ".repeat(missing)),
        (false, true) => match text.strip_prefix('-') {
            Some(rest) => format!("-{}{rest}", "0".repeat(missing)),
            None => format!("{}{text}", "0".repeat(missing)),
        },
        (false, false) => format!("{}{text}", " ".repeat(missing)),
    }
}

fn verb_of(verb: char, value: &Value, spec: &Spec) -> Result<String, Reason> {
    let wrong = || Ok(format!("%!{verb}({}={value})", value.type_name()));
    let plus = |text: String| match spec.plus && !text.starts_with('-') {
        true => format!("+{text}"),
        false => text,
    };
    match (verb, value) {
        (_, Value::Nil) if verb != 'v' => Ok(format!("%!{verb}(<nil>)")),
        ('s' | 'v', Value::Text(text)) if !spec.sharp => Ok(match spec.precision {
            Some(count) => text.chars().take(count).collect(),
            None => text.to_string(),
        }),
        ('v', _) if spec.sharp => Err(Reason::Unsupported("`%#v` of `printf`".to_owned())),
        ('v', value) => Ok(value.to_string()),
        ('s', Value::List(items)) => {
            let items: Result<Vec<_>, _> = items.iter().map(|item| verb_of('s', item, spec)).collect();
            Ok(format!("[{}]", items?.join(" ")))
        }
        ('s', Value::Dict(fields)) => {
            let fields = fields.borrow();
            let fields: Result<Vec<_>, Reason> = fields
                .iter()
                .map(|(key, value)| Ok(format!("{key}:{}", verb_of('s', value, spec)?)))
                .collect();
            Ok(format!("map[{}]", fields?.join(" ")))
        }
        ('s', Value::Native(native)) => Ok(native.print()),
        ('q', Value::Text(text)) => Ok(quoted(text)),
        ('t', Value::Bool(value)) => Ok(value.to_string()),
        ('d', Value::Int(number)) => Ok(plus(number.to_string())),
        ('x', Value::Int(number)) => Ok(format!("{number:x}")),
        ('X', Value::Int(number)) => Ok(format!("{number:X}")),
        ('o', Value::Int(number)) => Ok(format!("{number:o}")),
        ('b', Value::Int(number)) => Ok(format!("{number:b}")),
        ('c', Value::Int(number)) => {
            let char = u32::try_from(*number).ok().and_then(char::from_u32);
            Ok(char.unwrap_or(char::REPLACEMENT_CHARACTER).to_string())
        }
        ('x', Value::Text(text)) => Ok(text.bytes().map(|byte| format!("{byte:02x}")).collect()),
        ('f' | 'F', Value::Float(number)) => Ok(plus(format!("{number:.*}", spec.precision.unwrap_or(6)))),
        ('g', Value::Float(number)) if spec.precision.is_none() => Ok(plus(number::print(*number))),
        ('e' | 'g' | 'G' | 'E', Value::Float(_)) => {
            Err(Reason::Unsupported(format!("`%{verb}` of `printf`")))
        }
        ('T', value) => Ok(value.type_name().to_owned()),
        _ => wrong(),
    }
}
