//! Numbers as Go prints and reads them.

/// Prints a number as Go's `%v`: with an exponent from a million on.
pub(crate) fn print(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return match number {
            _ if number.is_nan() => "NaN".to_owned(),
            _ if number == f64::INFINITY => "+Inf".to_owned(),
            _ if number == f64::NEG_INFINITY => "-Inf".to_owned(),
            _ => "0".to_owned(),
        };
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{number}")
}

/// Reads an integer as Go's `strconv.ParseInt` with base 0.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = rest.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    i64::from_str_radix(digits, radix)
        .ok()
        .map(|number| sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_by_go() {
        let all = [
            (1.0, "1"),
            (-0.5, "-0.5"),
            (100_000.0, "100000"),
            (1_000_000.0, "1e+06"),
            (123_456_789.0, "1.23456789e+08"),
            (0.000_01, "1e-05"),
            (0.0, "0"),
        ];
        for (number, text) in all {
            assert_eq!(print(number), text);
        }
        assert_eq!(
            (integer("0x1f"), integer("-010"), integer("1.5")),
            (Some(31), Some(-8), None)
        );
    }
}
