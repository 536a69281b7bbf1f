//! Conversions between numbers, texts and booleans, with the ranges and spellings that Go takes.

use crate::tree::Literal;

/// Converts a literal; `None` if it does not fit the type.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "CEL rounds doubles, and their range is checked before"
)]
pub(super) fn convert(function: &str, value: &Literal) -> Option<Literal> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    Some(match (function, value) {
        ("bool", Literal::Text(text)) => Literal::Bool(boolean(text)?),
        ("bytes", Literal::Text(text)) => Literal::Bytes(text.as_bytes().into()),
        ("double", Literal::Text(text)) => Literal::Double(double(text)?),
        ("double", Literal::Int(value)) => Literal::Double(*value as f64),
        ("double", Literal::Uint(value)) => Literal::Double(*value as f64),
        ("int", Literal::Text(text)) => Literal::Int(text.parse().ok()?),
        ("int", Literal::Uint(value)) => Literal::Int(i64::try_from(*value).ok()?),
        ("int", Literal::Double(value)) => {
            let fits = *value > -TWO_TO_63 && *value < TWO_TO_63;
            Literal::Int(fits.then_some(*value as i64)?)
        }
        ("uint", Literal::Text(text)) => {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            Literal::Uint(digits.then(|| text.parse().ok())??)
        }
        ("uint", Literal::Int(value)) => Literal::Uint(u64::try_from(*value).ok()?),
        ("uint", Literal::Double(value)) => {
            let fits = *value >= 0.0 && *value < 2.0 * TWO_TO_63;
            Literal::Uint(fits.then_some(*value as u64)?)
        }
        ("string", Literal::Bytes(bytes)) => Literal::Text(std::str::from_utf8(bytes).ok()?.into()),
        ("string", Literal::Int(value)) => Literal::Text(value.to_string().into()),
        ("string", Literal::Uint(value)) => Literal::Text(value.to_string().into()),
        ("string", Literal::Bool(value)) => Literal::Text(value.to_string().into()),
        (_, value) => value.clone(),
    })
}

/// `strconv.ParseBool`.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseFloat`: also with a `_` between digits, and hexadecimal.
fn double(text: &str) -> Option<f64> {
    let unsigned = text.trim_start_matches(['+', '-']);
    if text.len() - unsigned.len() > 1 {
        return None;
    }
    let lower = unsigned.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x") {
        return hexadecimal(digits);
    }
    let infinite = matches!(lower.as_str(), "inf" | "infinity");
    if infinite || (lower == "nan" && unsigned.len() == text.len()) {
        return text.parse().ok();
    }
    let bytes = lower.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let placed = (0..bytes.len())
        .filter(|at| bytes[*at] == b'_')
        .all(|at| digit(at.checked_sub(1)) && digit(Some(at + 1)));
    if !placed
        || !bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"._e+-".contains(byte))
    {
        return None;
    }
    text.replace('_', "")
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}

/// A hexadecimal number after `0x`: digits, and a power of two that must be there.
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, power) = text.split_once('p')?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let (mut value, mut scale) = (0.0, 1.0);
    for digit in whole.chars().chain(part.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16)?);
    }
    for _ in part.chars() {
        scale *= 16.0;
    }
    let value = value / scale * 2_f64.powi(power.parse().ok()?);
    (value.is_finite() && !(whole.is_empty() && part.is_empty())).then_some(value)
}
