//! Numbers and booleans in texts, as Go's package `strconv` reads them.

use std::borrow::Cow;
use std::cmp::Ordering;

/// `strconv.ParseBool`.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseInt` in base 10, which takes both signs.
pub(crate) fn int(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// `strconv.ParseUint` in base 10, which takes no sign.
pub(crate) fn uint(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// `strconv.ParseFloat`: also with a `_` between digits, and hexadecimal. A number that is too large is an error.
pub(crate) fn double(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let lower = unsigned.to_ascii_lowercase();
    let signed = |value: f64| if negative { -value } else { value };
    match lower.as_str() {
        "inf" | "infinity" => return Some(signed(f64::INFINITY)),
        "nan" if unsigned.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    let plain = without_underscores(&lower)?;
    let value = match plain.strip_prefix("0x") {
        Some(digits) => hexadecimal(digits)?,
        None => {
            let decimal = |byte: u8| byte.is_ascii_digit() || b".e+-".contains(&byte);
            let starts = plain.starts_with(|c: char| c.is_ascii_digit() || c == '.');
            (starts && plain.bytes().all(decimal)).then(|| plain.parse().ok())??
        }
    };
    value.is_finite().then(|| signed(value))
}

/// A number without its underscores, each of which must be between digits; the prefix `0x` counts as a digit.
fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(text.into());
    }
    let hexadecimal = text.starts_with("0x");
    let is_digit = |byte: &u8| match hexadecimal {
        true => byte.is_ascii_hexdigit() || *byte == b'x',
        false => byte.is_ascii_digit(),
    };
    let bytes = text.as_bytes();
    let placed = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'_')
        .all(|(at, _)| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            before.is_some_and(is_digit) && bytes.get(at + 1).is_some_and(is_digit)
        });
    placed.then(|| text.replace('_', "").into())
}

/// A hexadecimal number after `0x`: digits, and an exponent of two, which is required. It is rounded to the nearest, ties to even.
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once('p')?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let mut bits: u64 = 0;
    let mut power = self::exponent(exponent)?;
    for (index, digit) in whole.chars().chain(part.chars()).enumerate() {
        let digit = u64::from(digit.to_digit(16)?);
        let is_part = index >= whole.len();
        if bits >> 60 == 0 {
            bits = bits << 4 | digit;
            power -= if is_part { 4 } else { 0 };
        } else {
            // The last bit stands for all the lost ones.
            bits |= u64::from(digit > 0);
            power += if is_part { 0 } else { 4 };
        }
    }
    Some(rounded(bits, power))
}

/// Digits after a sign. A huge exponent is as good as a large one.
fn exponent(text: &str) -> Option<i64> {
    const LARGE: i64 = 100_000;
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse().unwrap_or(LARGE).min(LARGE);
    Some(if text.starts_with('-') { -value } else { value })
}

/// `bits * 2^power`, rounded once.
fn rounded(bits: u64, power: i64) -> f64 {
    const MANTISSA: i64 = 53;
    const LEAST_POWER: i64 = -1074;
    const LARGEST_POWER: i64 = 1024;
    if bits == 0 {
        return 0.0;
    }
    let length = i64::from(u64::BITS - bits.leading_zeros());
    // As many bits stay as the mantissa has, or fewer where numbers are denormal.
    let dropped = (length - MANTISSA).max(LEAST_POWER - power).max(0);
    let power = power + dropped;
    let bits = u128::from(bits);
    let Some(shift) = u32::try_from(dropped).ok().filter(|shift| *shift < u128::BITS) else {
        return 0.0;
    };
    let kept = bits >> shift;
    let twice_the_rest = (bits - (kept << shift)) << 1;
    let up = match twice_the_rest.cmp(&(1 << shift)) {
        Ordering::Less => false,
        Ordering::Equal => kept & 1 == 1,
        Ordering::Greater => true,
    };
    let kept = kept + u128::from(up);
    if power > LARGEST_POWER {
        return f64::INFINITY;
    }
    // Two steps, because 2^power itself may be beyond the range of doubles.
    let half = i32::try_from(power / 2).unwrap_or(0);
    let other = i32::try_from(power - power / 2).unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "it has no more bits than a double")]
    let kept = kept as f64;
    kept * 2_f64.powi(half) * 2_f64.powi(other)
}

#[cfg(test)]
mod tests {
    use super::double;

    #[test]
    fn hexadecimal_numbers_are_rounded_once() {
        let cases = [
            ("0x1p3", Some(8.0)),
            ("-0X1.8P1", Some(-3.0)),
            ("0x_1p0", Some(1.0)),
            ("0x1p-1074", Some(f64::from_bits(1))),
            ("0x1p-1075", Some(0.0)),
            ("0x1.8p-1075", Some(f64::from_bits(1))),
            ("0x1p-99999999999", Some(0.0)),
            ("0x1p1023", Some(f64::from_bits(0x7fe0_0000_0000_0000))),
            ("0x1p1024", None),
            ("0x0p99999", Some(0.0)),
            ("0x10000000000000001p-64", Some(1.0)),
            ("0x1.00000000000008p0", Some(1.0)),
            ("0x1.000000000000080000001p0", Some(1.0 + f64::EPSILON)),
            ("0x.p0", None),
            ("0x1", None),
            ("0x1p", None),
            ("0x1p_1", None),
            ("0x1_p1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(double(text), expected, "{text}");
        }
    }
}
