//! `'%s is %d'.format([name, size])`.

use super::super::convert::text_of;
use super::super::nodes::Evaluator;
use super::super::value::Value;
use super::super::{Failure, Result};
use crate::quote;

/// How many digits a fraction has if nothing is written.
const DIGITS: usize = 6;
/// More digits than a number can have say nothing.
const MOST_DIGITS: usize = 1000;

impl<'a> Evaluator<'a> {
    pub(super) fn formatted(&self, pattern: &str, values: &[Value<'a>]) -> Result<String> {
        let mut text = String::new();
        let mut rest = pattern;
        let mut index = 0;
        while let Some(at) = rest.find('%') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                text.push('%');
                rest = after;
                continue;
            }
            let Some(value) = values.get(index) else {
                return Err(format!("index {index} out of range").into());
            };
            if rest.is_empty() {
                return Err("unexpected end of string".into());
            }
            let mut digits = DIGITS;
            if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(|c: char| !c.is_ascii_digit());
                let Some(end) = end else {
                    return Err("could not parse formatting clause: error while parsing precision: could not find end of precision specifier".into());
                };
                digits = after[..end].parse().unwrap_or(MOST_DIGITS).min(MOST_DIGITS);
                rest = &after[end..];
            }
            let mut chars = rest.chars();
            let clause = chars.next().unwrap_or_default();
            if !"sdfebxXo".contains(clause) {
                let text =
                    format!("could not parse formatting clause: unrecognized formatting clause \"{clause}\"");
                return Err(text.into());
            }
            rest = chars.as_str();
            let shown = self
                .clause(clause, digits, value)
                .map_err(|failure| Failure::from(format!("error during formatting: {failure}")))?;
            text.push_str(&shown);
            index += 1;
        }
        text.push_str(rest);
        Ok(text)
    }

    fn clause(&self, clause: char, digits: usize, value: &Value<'a>) -> Result<String> {
        let wrong = |text: &str| Err(format!("{text}, was given {}", value.type_name()).into());
        match (clause, value) {
            ('s', value) => self.shown(value),
            ('d', Value::Int(_) | Value::Uint(_)) => text_of(value),
            ('d', _) => wrong("decimal clause can only be used on integers"),
            ('f', value) => match double(value) {
                Some(number) => Ok(fixed(number, digits)),
                None => wrong("fixed-point clause can only be used on doubles"),
            },
            ('e', value) => match double(value) {
                Some(number) => Ok(scientific(number, digits)),
                None => wrong("scientific clause can only be used on doubles"),
            },
            ('b', Value::Bool(flag)) => Ok(u8::from(*flag).to_string()),
            ('b', Value::Int(number)) => Ok(signed(*number, |number| format!("{number:b}"))),
            ('b', Value::Uint(number)) => Ok(format!("{number:b}")),
            ('b', _) => wrong("only integers and bools can be formatted as binary"),
            ('o', Value::Int(number)) => Ok(signed(*number, |number| format!("{number:o}"))),
            ('o', Value::Uint(number)) => Ok(format!("{number:o}")),
            ('o', _) => wrong("octal clause can only be used on integers"),
            (_, Value::Int(number)) => Ok(cased(clause, signed(*number, |number| format!("{number:x}")))),
            (_, Value::Uint(number)) => Ok(cased(clause, format!("{number:x}"))),
            (_, Value::Text(text)) => Ok(cased(clause, hex(text.as_bytes()))),
            (_, Value::Bytes(bytes)) => Ok(cased(clause, hex(bytes))),
            _ => wrong("only integers, byte buffers, and strings can be formatted as hex"),
        }
    }

    fn shown(&self, value: &Value<'a>) -> Result<String> {
        Ok(match value {
            Value::Null => "null".to_owned(),
            Value::Type(name) => name.to_string(),
            Value::List(list) => {
                let items = self.items(list)?;
                let items: Result<Vec<_>> = items.iter().map(|item| self.literal(item)).collect();
                format!("[{}]", items?.join(", "))
            }
            Value::Map(map) => {
                let mut entries = Vec::new();
                for key in self.keys(map) {
                    let value = self.find(map, &key)?.unwrap_or(Value::Null);
                    let key = match key {
                        Value::Text(_) | Value::Bool(_) | Value::Int(_) | Value::Uint(_) => {
                            self.literal(&key)?
                        }
                        other => {
                            let ty = other.type_name();
                            return Err(format!("no formatting function for map key of type {ty}").into());
                        }
                    };
                    entries.push((key, self.literal(&value)?));
                }
                entries.sort();
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| format!("{key}:{value}"))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            value if value.is_scalar() => text_of(value)?,
            other => {
                return Err(format!(
                    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {}",
                    other.type_name()
                )
                .into());
            }
        })
    }

    /// A value in a list or map, as an expression would write it.
    fn literal(&self, value: &Value<'a>) -> Result<String> {
        Ok(match value {
            Value::Text(text) => quote(text),
            Value::Bytes(_) => format!("b{}", quote(&text_of(value)?)),
            Value::Timestamp(_) => format!("timestamp({})", quote(&text_of(value)?)),
            Value::Duration(_) => format!("duration({})", quote(&text_of(value)?)),
            Value::Double(number) if !number.is_finite() => quote(&text_of(value)?),
            Value::Double(number) => format!("{number:.DIGITS$}"),
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Type(_)
            | Value::List(_)
            | Value::Map(_) => self.shown(value)?,
            other => return Err(format!("no formatting function for {}", other.type_name()).into()),
        })
    }
}

/// A double, or one of the texts that stand for what no literal can write.
fn double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Double(number) => Some(*number),
        Value::Text(text) => match text.as_ref() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// What is no number, in the signs of the English locale.
fn not_finite(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        return Some("NaN");
    }
    number
        .is_infinite()
        .then_some(if number > 0.0 { "\u{221e}" } else { "-\u{221e}" })
}

/// A number with so many decimals, and commas between thousands. A zero has no sign.
fn fixed(number: f64, digits: usize) -> String {
    if let Some(text) = not_finite(number) {
        return text.to_owned();
    }
    let plain = format!("{:.digits$}", number.abs());
    let (whole, decimals) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::from(if number < 0.0 { "-" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + decimals
}

/// A number with a power of ten. What is written as its precision is the least width of the text; there are always six decimals.
fn scientific(number: f64, width: usize) -> String {
    let text = match not_finite(number) {
        Some(text) => text.to_owned(),
        None => {
            let sign = if number < 0.0 { "-" } else { "" };
            let plain = format!("{:.DIGITS$e}", number.abs());
            let (mantissa, exponent) = plain.split_once('e').unwrap_or((&plain, "0"));
            let (minus, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => ("⁻", exponent),
                None => ("", exponent),
            };
            let raised = format!("{exponent:0>2}").chars().map(raised).collect::<String>();
            format!("{sign}{mantissa}×10{minus}{raised}")
        }
    };
    format!("{text:>width$}")
}

fn raised(digit: char) -> char {
    ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit.to_digit(10).unwrap_or(0) as usize]
}

fn signed(number: i64, show: impl Fn(u64) -> String) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", show(number.unsigned_abs()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn cased(clause: char, text: String) -> String {
    if clause == 'X' { text.to_uppercase() } else { text }
}
