//! Text as Go prints it, because messages of the API server have values in them.

use std::fmt::Write as _;

pub(crate) use kubewright_cel::quote;
use serde_json::{Number, Value};

/// A value in a message: what `field.Error` prints.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        Value::Number(number) => number_text(number),
        Value::Bool(flag) => flag.to_string(),
        other => json(other),
    }
}

/// A number as `%v` prints it.
pub(crate) fn number_text(number: &Number) -> String {
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(float)) => self::float(float),
        (None, None) => number.to_string(),
    }
}

/// A float as `%v` prints it: the shortest digits, with an exponent if it is below -4 or above 5.
pub(crate) fn float(float: f64) -> String {
    if !float.is_finite() {
        return match (float.is_nan(), float > 0.0) {
            (true, _) => "NaN".to_owned(),
            (false, true) => "+Inf".to_owned(),
            (false, false) => "-Inf".to_owned(),
        };
    }
    let exponent = exponent(float);
    if float == 0.0 || (-4..6).contains(&exponent) {
        return format!("{float}");
    }
    with_exponent(float, 2)
}

fn exponent(float: f64) -> i32 {
    let text = format!("{float:e}");
    let (_, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    exponent.parse().unwrap_or(0)
}

fn with_exponent(float: f64, digits: usize) -> String {
    let text = format!("{float:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{exponent:0>digits$}")
}

/// A value as `json.Marshal` writes it.
pub(crate) fn json(value: &Value) -> String {
    let mut text = String::new();
    write_json(value, &mut text);
    text
}

fn write_json(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => _ = write!(text, "{flag}"),
        Value::Number(number) => text.push_str(&json_number(number)),
        Value::String(string) => write_json_text(string, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            text.push('{');
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by(|one, other| one.0.cmp(other.0));
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json_text(key, text);
                text.push(':');
                write_json(value, text);
            }
            text.push('}');
        }
    }
}

fn json_number(number: &Number) -> String {
    let (None, Some(float)) = (number.as_i64(), number.as_f64()) else {
        return number_text(number);
    };
    if float == 0.0 || (-6..21).contains(&exponent(float)) {
        return format!("{float}");
    }
    with_exponent(float, 1)
}

fn write_json_text(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn values_are_printed_as_go_prints_them() {
        let cases = [
            (json!("a\"b\n\u{1}é\u{a0}"), r#""a\"b\n\x01é\u00a0""#),
            (json!(1e21), "1e+21"),
            (json!(0.000_01), "1e-05"),
            (json!(0.5), "0.5"),
            (json!(1e20), "1e+20"),
            (json!(123_456.5), "123456.5"),
            (json!(1_234_567.5), "1.2345675e+06"),
            (json!([1e20]), "[100000000000000000000]"),
            (json!({"b": "<", "a": [1e-7]}), r#"{"a":[1e-7],"b":"\u003c"}"#),
        ];
        for (value, expected) in cases {
            assert_eq!(super::value(&value), expected);
        }
    }
}
