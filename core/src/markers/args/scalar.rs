use std::ops::Range;

use serde::de::Visitor;

use super::error::Fault;
use super::scan::short;

/// The meaning of bare text where any type is allowed.
pub(super) fn scalar<'de, V: Visitor<'de>>(
    text: &str,
    offset: Range<usize>,
    visitor: V,
) -> Result<V::Value, Fault> {
    match text {
        "" => {
            let fault = Fault::new(offset, "expected a value, found nothing");
            Err(fault.help("write `\"\"` for the empty string"))
        }
        "true" => visitor.visit_bool(true),
        "false" => visitor.visit_bool(false),
        "null" => visitor.visit_unit(),
        text if has_leading_zero(text) => visitor.visit_str(text),
        text if is_integer(text) => match (text.parse::<u64>(), text.parse::<i64>()) {
            (Ok(value), _) => visitor.visit_u64(value),
            (_, Ok(value)) => visitor.visit_i64(value),
            (Err(_), Err(_)) => {
                let fault = Fault::new(
                    offset,
                    format!("the integer `{}` needs more than 64 bits", short(text)),
                );
                Err(fault.help("put it in quotes if it is a string"))
            }
        },
        text if is_number(text) => float(number(text, offset)?, visitor),
        text => visitor.visit_str(text),
    }
}

/// A number without a fraction is an integer (`1.0` is `1`), as in controller-gen's output.
fn float<'de, V: Visitor<'de>>(value: f64, visitor: V) -> Result<V::Value, Fault> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0; // 2^63
    if value.fract() == 0.0 && value.abs() < LIMIT {
        // In range and without a fraction, so the conversion is exact.
        let whole = value as i64;
        return match u64::try_from(whole) {
            Ok(whole) => visitor.visit_u64(whole),
            Err(_) => visitor.visit_i64(whole),
        };
    }
    visitor.visit_f64(value)
}

pub(super) fn number(text: &str, offset: Range<usize>) -> Result<f64, Fault> {
    match text.parse::<f64>() {
        Ok(value) if is_number(text) && value.is_finite() => Ok(value),
        Ok(_) if is_number(text) => Err(Fault::new(
            offset,
            format!("the number `{}` is too large", short(text)),
        )),
        _ => Err(Fault::new(
            offset,
            format!("expected a number, found `{}`", short(text)),
        )),
    }
}

/// `0987` is more likely a code than a number, and readers disagree about its value.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    matches!(digits, [b'0', b'0'..=b'9', ..])
}

pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers as Rust parses them, except `inf`, `NaN` and a leading `+`.
fn is_number(text: &str) -> bool {
    let first = text.strip_prefix('-').unwrap_or(text).bytes().next();
    first.is_some_and(|byte| byte.is_ascii_digit() || byte == b'.') && text.parse::<f64>().is_ok()
}
