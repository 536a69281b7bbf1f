//! Plain scalars, as the YAML library of `kubectl` resolves them: YAML 1.1.

use serde_json::{Number, Value};

/// What a plain scalar means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    /// An integer that is only an unsigned one.
    Large(u64),
    Float(f64),
    Text,
    /// `<<`, as a key.
    Merge,
}

impl Scalar {
    /// The value in JSON; `None` for numbers that are not finite.
    pub(super) fn value(&self, text: &str) -> Option<Value> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Int(number) => Value::from(*number),
            Self::Large(number) => Value::from(*number),
            // Go writes whole floats without a fraction, so that they are integers in JSON.
            Self::Float(float) => whole(*float).map_or_else(
                || Number::from_f64(*float).map(Value::Number),
                |whole| Some(Value::from(whole)),
            )?,
            Self::Text | Self::Merge => Value::String(text.to_owned()),
        })
    }

    /// A key of a mapping as a key of JSON.
    pub(super) fn key(&self, text: &str) -> Option<String> {
        Some(match self {
            Self::Null => return None,
            Self::Bool(flag) => flag.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Large(number) => number.to_string(),
            #[expect(clippy::cast_possible_truncation, reason = "as the library writes it")]
            Self::Float(float) => match *float {
                float if float.is_nan() => ".nan".to_owned(),
                float if float.is_infinite() => if float > 0.0 { ".inf" } else { "-.inf" }.to_owned(),
                float => format!("{}", float as f32),
            },
            Self::Text | Self::Merge => text.to_owned(),
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "checked")]
fn whole(float: f64) -> Option<i64> {
    const EXACT: f64 = 1e18;
    (float.fract() == 0.0 && float.abs() < EXACT).then_some(float as i64)
}

/// Resolves a plain scalar.
pub(super) fn resolve(text: &str) -> Scalar {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Scalar::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        "<<" => return Scalar::Merge,
        _ => {}
    }
    match text.as_bytes().first() {
        Some(b'.') => float(text).map_or(Scalar::Text, Scalar::Float),
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        _ => Scalar::Text,
    }
}

fn number(text: &str) -> Scalar {
    // Dates are texts.
    let bytes = text.as_bytes();
    if bytes.len() > 4 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' {
        return Scalar::Text;
    }
    let plain = text.replace('_', "");
    if let Some(number) = integer(&plain) {
        return match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => Scalar::Int(number),
            (Err(_), Ok(number)) if !plain.starts_with('+') => Scalar::Large(number),
            _ => decimal(&plain),
        };
    }
    decimal(&plain)
}

fn decimal(plain: &str) -> Scalar {
    match float(plain) {
        Some(float) => Scalar::Float(float),
        None => Scalar::Text,
    }
}

/// An integer with the prefixes of Go: `0x`, `0o`, `0b`, and `0` for octal.
fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    let valid = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if digits.is_empty() || !valid {
        return None;
    }
    let number = i128::from_str_radix(digits, radix).ok()?;
    Some(if negative { -number } else { number })
}

/// A number with a fraction or exponent: `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn float(text: &str) -> Option<f64> {
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let valid = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let valid = valid
        && exponent.is_none_or(|exponent| {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent)
        });
    if !valid {
        return None;
    }
    // Go refuses what overflows, so that it stays a text.
    text.parse().ok().filter(|float: &f64| float.is_finite())
}

#[cfg(test)]
mod tests {
    use super::{Scalar, resolve};

    #[test]
    fn scalars_are_resolved_as_in_yaml_1_1() {
        let cases = [
            ("yes", Scalar::Bool(true)),
            ("Off", Scalar::Bool(false)),
            ("010", Scalar::Int(8)),
            ("0o10", Scalar::Int(8)),
            ("0x_1F", Scalar::Int(31)),
            ("-0b11", Scalar::Int(-3)),
            ("1_000", Scalar::Int(1000)),
            ("089", Scalar::Float(89.0)),
            ("18446744073709551615", Scalar::Large(u64::MAX)),
            (
                "18446744073709551616",
                Scalar::Float(18_446_744_073_709_551_616.0),
            ),
            ("1e3", Scalar::Float(1000.0)),
            ("1e999", Scalar::Text),
            (".5", Scalar::Float(0.5)),
            ("1.", Scalar::Float(1.0)),
            ("+1.5E-2", Scalar::Float(0.015)),
            ("2020-01-01", Scalar::Text),
            ("1.2.3", Scalar::Text),
            ("-", Scalar::Text),
            ("~", Scalar::Null),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text), expected, "{text}");
        }
    }
}
