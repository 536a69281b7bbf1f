//! Times and durations as Go reads them.

/// The seconds of 0001-01-01T00:00:00Z and of 9999-12-31T23:59:59Z since 1970.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Reads a time of RFC 3339 as `time.Parse` of Go does: seconds since 1970 and nanoseconds. Go takes a comma before the fraction and
/// an hour of one digit.
pub(crate) fn timestamp(text: &str) -> Option<(i64, u32)> {
    let mut rest = text;
    let year = i64::from(digits(&mut rest, 4, 4)?);
    take(&mut rest, "-")?;
    let month = i64::from(digits(&mut rest, 2, 2)?);
    take(&mut rest, "-")?;
    let day = i64::from(digits(&mut rest, 2, 2)?);
    take(&mut rest, "T")?;
    let hour = i64::from(digits(&mut rest, 1, 2)?);
    take(&mut rest, ":")?;
    let minute = i64::from(digits(&mut rest, 2, 2)?);
    take(&mut rest, ":")?;
    let second = i64::from(digits(&mut rest, 2, 2)?);
    let nanos = fraction(&mut rest)?;
    let offset = offset(&mut rest)?;
    let valid = (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
    if !valid || hour > 23 || minute > 59 || second > 59 || !rest.is_empty() {
        return None;
    }
    let days = days_since_1970(year, month, day);
    in_range(((days * 24 + hour) * 60 + minute) * 60 + second - offset).map(|seconds| (seconds, nanos))
}

/// A time that CEL can represent, as seconds since 1970.
pub(crate) fn in_range(seconds: i64) -> Option<i64> {
    RANGE.contains(&seconds).then_some(seconds)
}

/// Reads a duration as `time.ParseDuration` of Go does, in nanoseconds.
pub(crate) fn duration(text: &str) -> Option<i64> {
    const LARGEST: u64 = 1 << 63;
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let whole = run(&mut rest);
        let mut part = if whole.is_empty() {
            0
        } else {
            whole.parse::<u64>().ok()?
        };
        let mut decimals = "";
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            decimals = run(&mut rest);
        }
        if (whole.is_empty() && decimals.is_empty()) || part > LARGEST {
            return None;
        }
        let end = rest
            .find(|c: char| c == '.' || c.is_ascii_digit())
            .unwrap_or(rest.len());
        let unit = unit(&rest[..end])?;
        rest = &rest[end..];
        part = part.checked_mul(unit).filter(|part| *part <= LARGEST)?;
        part = part
            .checked_add(decimal_part(decimals, unit))
            .filter(|part| *part <= LARGEST)?;
        total = total.checked_add(part).filter(|total| *total <= LARGEST)?;
    }
    if negative {
        return 0_i64.checked_sub_unsigned(total);
    }
    i64::try_from(total).ok()
}

/// The short names of a unit, the beginning of its long names, and its nanoseconds.
const LENIENT: [(&[&str], &str, i64); 8] = [
    (&["ns"], "nano", 1),
    (&["us", "µs"], "micro", 1_000),
    (&["ms"], "milli", 1_000_000),
    (&["s"], "sec", 1_000_000_000),
    (&["m"], "min", 60_000_000_000),
    (&["h", "hr"], "hour", 3_600_000_000_000),
    (&["d"], "day", 86_400_000_000_000),
    (&["w", "wk"], "week", 604_800_000_000_000),
];

/// Reads a duration that the format `duration` of schemas accepts, and Go itself does not: `3 days`.
pub(crate) fn lenient_duration(text: &str) -> Option<i64> {
    let mut total = None;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = &rest[at..];
        let after = from.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &from[..from.len() - after.len()];
        let unit = after.trim_start_matches(['\t', '\n', '\u{c}', '\r', ' ']);
        let end = unit
            .find(|c: char| !c.is_ascii_alphabetic() && c != 'µ')
            .unwrap_or(unit.len());
        let (unit, behind) = unit.split_at(end);
        if unit.is_empty() {
            rest = after;
            continue;
        }
        let factor: i64 = digits.parse().ok()?;
        let lower = unit.to_lowercase();
        for (short, long, nanos) in LENIENT {
            if short.contains(&lower.as_str()) || lower.starts_with(long) {
                total = Some(i64::wrapping_add(total.unwrap_or(0), factor.wrapping_mul(nanos)));
            }
        }
        rest = behind;
    }
    total
}

/// The date of a number of days since 1970: year, month and day.
#[cfg(feature = "evaluate")]
pub(crate) fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

/// The number of days of a date since 1970.
#[cfg(feature = "evaluate")]
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    days_since_1970(year, month, day)
}

/// The nanoseconds of a fraction of a unit.
fn decimal_part(decimals: &str, unit: u64) -> u64 {
    let (mut value, mut scale) = (0_u128, 1_u128);
    for digit in decimals.bytes().take(18) {
        value = value * 10 + u128::from(digit - b'0');
        scale *= 10;
    }
    u64::try_from(value * u128::from(unit) / scale).unwrap_or(u64::MAX)
}

fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

fn take<'a>(rest: &mut &'a str, sign: &str) -> Option<&'a str> {
    *rest = rest.strip_prefix(sign)?;
    Some(*rest)
}

/// Takes digits.
fn run<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    *rest = after;
    digits
}

fn digits(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (digits, after) = rest.split_at(count);
    *rest = after;
    digits.parse().ok()
}

fn fraction(rest: &mut &str) -> Option<u32> {
    let bytes = rest.as_bytes();
    let has = matches!(bytes.first(), Some(b'.' | b',')) && bytes.get(1).is_some_and(u8::is_ascii_digit);
    if !has {
        return Some(0);
    }
    *rest = &rest[1..];
    let decimals = run(rest);
    let first: String = decimals.chars().chain("000000000".chars()).take(9).collect();
    first.parse().ok()
}

/// The seconds that a zone is ahead of UTC.
fn offset(rest: &mut &str) -> Option<i64> {
    if take(rest, "Z").is_some() {
        return Some(0);
    }
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    *rest = &rest[1..];
    let hours = i64::from(digits(rest, 2, 2)?);
    take(rest, ":")?;
    let minutes = i64::from(digits(rest, 2, 2)?);
    (hours <= 24 && minutes <= 60).then_some(sign * (hours * 60 + minutes) * 60)
}

/// The last day of a month from 1 to 12.
pub(crate) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the Gregorian calendar.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::{duration, timestamp};

    #[test]
    fn times_are_read() {
        assert_eq!(timestamp("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(
            timestamp("2000-02-29T12:34:56.5+01:00"),
            Some((951_824_096, 500_000_000))
        );
        assert_eq!(timestamp("1969-12-31T23:59:59Z"), Some((-1, 0)));
        assert_eq!(timestamp("1900-02-29T00:00:00Z"), None);
    }

    #[test]
    fn durations_are_read() {
        assert_eq!(duration("1h30m1.5s"), Some(5_401_500_000_000));
        assert_eq!(duration("-.5ms"), Some(-500_000));
        assert_eq!(duration("9223372036854775807ns"), Some(i64::MAX));
        assert_eq!(duration("-9223372036854775808ns"), Some(i64::MIN));
        for wrong in ["", "-", "1", "1d", ".s", "9223372036854775808ns", "1h "] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
