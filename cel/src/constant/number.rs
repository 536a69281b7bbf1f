//! Conversions between numbers, texts and booleans.

use crate::number;
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
        ("bool", Literal::Text(text)) => Literal::Bool(number::boolean(text)?),
        ("bytes", Literal::Text(text)) => Literal::Bytes(text.as_bytes().into()),
        ("double", Literal::Text(text)) => Literal::Double(number::double(text)?),
        ("double", Literal::Int(value)) => Literal::Double(*value as f64),
        ("double", Literal::Uint(value)) => Literal::Double(*value as f64),
        ("int", Literal::Text(text)) => Literal::Int(number::int(text)?),
        ("int", Literal::Uint(value)) => Literal::Int(i64::try_from(*value).ok()?),
        ("int", Literal::Double(value)) => {
            let fits = *value > -TWO_TO_63 && *value < TWO_TO_63;
            Literal::Int(fits.then_some(*value as i64)?)
        }
        ("uint", Literal::Text(text)) => Literal::Uint(number::uint(text)?),
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
