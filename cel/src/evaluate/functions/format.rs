//! `'%s is %d'.format([name, size])`.

use super::super::convert::{seconds, text_of};
use super::super::nodes::Evaluator;
use super::super::value::Value;
use super::super::{Failure, Result};

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
        #[expect(clippy::cast_precision_loss, reason = "as cel-go converts")]
        let number = match value {
            Value::Int(number) => Some(*number as f64),
            Value::Uint(number) => Some(*number as f64),
            Value::Double(number) => Some(*number),
            _ => None,
        };
        let given = value.type_name();
        match (clause, value, number) {
            ('s', value, _) => self.shown(value),
            ('d', Value::Int(_) | Value::Uint(_), _) => text_of(value),
            ('d', Value::Double(number), _) => Ok(plain(*number)),
            ('d', ..) => Err(format!(
                "decimal clause can only be used on ints, uints, and doubles, was given {given}"
            )
            .into()),
            ('f', _, Some(number)) if number.is_finite() => Ok(format!("{number:.digits$}")),
            ('e', _, Some(number)) if number.is_finite() => Ok(scientific(number, digits)),
            ('f' | 'e', _, Some(number)) => Ok(plain(number)),
            ('f', ..) => Err(format!(
                "fixed-point clause can only be used on ints, uints, and doubles, was given {given}"
            )
            .into()),
            ('e', ..) => Err(format!(
                "scientific clause can only be used on ints, uints, and doubles, was given {given}"
            )
            .into()),
            ('b', Value::Bool(flag), _) => Ok(u8::from(*flag).to_string()),
            ('b', Value::Int(number), _) => Ok(signed(*number, |number| format!("{number:b}"))),
            ('b', Value::Uint(number), _) => Ok(format!("{number:b}")),
            ('b', ..) => Err(format!(
                "only ints, uints, and bools can be formatted as binary, was given {given}"
            )
            .into()),
            ('o', Value::Int(number), _) => Ok(signed(*number, |number| format!("{number:o}"))),
            ('o', Value::Uint(number), _) => Ok(format!("{number:o}")),
            ('o', ..) => {
                Err(format!("octal clause can only be used on ints and uints, was given {given}").into())
            }
            ('x' | 'X', Value::Int(number), _) => {
                Ok(cased(clause, signed(*number, |number| format!("{number:x}"))))
            }
            ('x' | 'X', Value::Uint(number), _) => Ok(cased(clause, format!("{number:x}"))),
            ('x' | 'X', Value::Text(text), _) => Ok(cased(clause, hex(text.as_bytes()))),
            ('x' | 'X', Value::Bytes(bytes), _) => Ok(cased(clause, hex(bytes))),
            ('x' | 'X', ..) => Err(format!(
                "only ints, uints, bytes, and strings can be formatted as hex, was given {given}"
            )
            .into()),
            (other, ..) => Err(format!("unrecognized formatting clause \"{other}\"").into()),
        }
    }

    fn shown(&self, value: &Value<'a>) -> Result<String> {
        Ok(match value {
            Value::Null => "null".to_owned(),
            Value::Double(number) => plain(*number),
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::Duration(nanos) => seconds(*nanos),
            Value::Type(name) => name.to_string(),
            Value::List(list) => {
                let items = self.items(list)?;
                let items: Result<Vec<_>> = items.iter().map(|item| self.shown(item)).collect();
                format!("[{}]", items?.join(", "))
            }
            Value::Map(map) => {
                let mut entries = Vec::new();
                for key in self.keys(map) {
                    let value = self.find(map, &key)?.unwrap_or(Value::Null);
                    entries.push((self.shown(&key)?, self.shown(&value)?));
                }
                entries.sort();
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| format!("{key}: {value}"))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::Text(_) | Value::Timestamp(_) => {
                text_of(value)?
            }
            other => {
                return Err(format!(
                    "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {}",
                    other.type_name()
                )
                .into());
            }
        })
    }
}

/// A number with a power of ten, in the signs of the English locale.
fn scientific(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let padded = format!("{:02}", exponent.abs());
    let raised = padded.chars().map(|digit| {
        ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit.to_digit(10).unwrap_or(0) as usize]
    });
    let sign = if exponent < 0 { "⁻" } else { "" };
    format!("{mantissa}×10{sign}{}", raised.collect::<String>())
}

/// A number without an exponent.
fn plain(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    format!("{number}")
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
