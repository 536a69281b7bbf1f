//! Durations as Go writes them.

use std::time::Duration;

use thiserror::Error;

use super::Setting;

/// A text is not a duration.
///
/// ```
/// use kubewright_core::watches::duration::{DurationError, parse};
///
/// let error: DurationError = parse("5 minutes").unwrap_err();
/// assert_eq!(error.to_string(), "`5 minutes` is not a duration; write it like `90s`, `1m` or `1h30m`");
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a duration; write it like `90s`, `1m` or `1h30m`")]
pub struct DurationError(String);

/// Parses a duration in Go's format, such as `1m` or `1h30m`.
///
/// # Errors
///
/// If the text has another format, or is negative.
///
/// ```
/// use kubewright_core::watches::duration::parse;
/// use std::time::Duration;
///
/// assert_eq!(parse("1h1.5m"), Ok(Duration::from_secs(3690)));
/// assert_eq!(parse("0"), Ok(Duration::ZERO));
/// assert!(parse("10").is_err() && parse("").is_err());
/// ```
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let error = || DurationError(text.to_owned());
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    if rest.is_empty() {
        return Err(error());
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.');
        let (number, tail) = rest.split_at(end.ok_or_else(error)?);
        let end = tail.find(|char: char| char.is_ascii_digit() || char == '.');
        let (unit, tail) = tail.split_at(end.unwrap_or(tail.len()));
        let seconds = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return Err(error()),
        };
        let number: f64 = number.parse().map_err(|_| error())?;
        let part = Duration::try_from_secs_f64(number * seconds).map_err(|_| error())?;
        total = total.checked_add(part).ok_or_else(error)?;
        rest = tail;
    }
    Ok(total)
}

/// Returns the value of `reconcilePeriod`, or the variable in it.
pub(super) fn period(text: Option<&str>) -> Result<Option<Setting<Duration>>, String> {
    let parsed = text.map(|text| match parse(text) {
        Ok(period) => Ok(Setting::Value(period)),
        Err(_) if text.contains("${") => Ok(Setting::Variable(text.to_owned())),
        Err(error) => Err(format!("`reconcilePeriod`: {error}")),
    });
    parsed.transpose()
}
