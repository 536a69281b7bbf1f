//! Dates, times and durations.

use crate::time::{days_in, duration, lenient_duration};

/// A date such as `2006-01-02`.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = text.get(range)?;
        let all = part.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| part.parse().ok()).flatten()
    };
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else {
        return false;
    };
    (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day)
}

/// A time as the API server reads it, which looks only at what is before the second `t`.
pub(super) fn is_date_time(text: &str) -> bool {
    if text.len() < 4 {
        return false;
    }
    let lower = text.to_lowercase();
    let mut parts = lower.split('t');
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else {
        return false;
    };
    is_date(date) && is_clock(time)
}

/// Hours, minutes and seconds, any character before a fraction, and a zone.
fn is_clock(text: &str) -> bool {
    let two = |at: usize, last: &str| {
        text.get(at..at + 2)
            .is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()) && part <= last)
    };
    let bytes = text.as_bytes();
    let clock = bytes.len() > 8
        && bytes[2] == b':'
        && bytes[5] == b':'
        && two(0, "23")
        && two(3, "59")
        && two(6, "59");
    let Some(rest) = text.get(8..).filter(|_| clock) else {
        return false;
    };
    if is_zone(rest) {
        return true;
    }
    let mut chars = rest.chars();
    if chars.next().is_none_or(|c| c == '\n') {
        return false;
    }
    let fraction = chars.as_str();
    let after = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < fraction.len() && is_zone(after)
}

fn is_zone(text: &str) -> bool {
    let bytes = text.as_bytes();
    text == "z"
        || (bytes.len() == 6
            && matches!(bytes[0], b'+' | b'-')
            && bytes[3] == b':'
            && [1, 2, 4, 5].iter().all(|at| bytes[*at].is_ascii_digit()))
}

/// A duration of Go, or a text with a number and a unit anywhere.
pub(super) fn is_duration(text: &str) -> bool {
    duration(text).is_some() || lenient_duration(text).is_some()
}
