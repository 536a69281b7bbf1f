//! Conversions between types, and the fields of times.

use std::fmt::Write as _;

use super::calls::no_overload;
use super::nodes::Evaluator;
use super::value::{Timestamp, Value};
use super::{Failure, Result};
use crate::{number, time};

const SECOND: i64 = 1_000_000_000;

impl<'a> Evaluator<'a> {
    pub(super) fn convert(&self, function: &str, value: &Value<'a>) -> Result<Value<'a>> {
        match (function, value) {
            ("dyn", value) => Ok(value.clone()),
            ("type", value) => Ok(Value::Type(value.type_name().into())),
            ("bool", Value::Bool(_))
            | ("bytes", Value::Bytes(_))
            | ("double", Value::Double(_))
            | ("duration", Value::Duration(_))
            | ("int", Value::Int(_))
            | ("string", Value::Text(_))
            | ("timestamp", Value::Timestamp(_))
            | ("uint", Value::Uint(_)) => Ok(value.clone()),
            ("bool", Value::Text(text)) => number::boolean(text)
                .map(Value::Bool)
                .ok_or_else(|| no_conversion("bool")),
            ("bytes", Value::Text(text)) => Ok(Value::Bytes(text.as_bytes().into())),
            ("string", value) => text_of(value).map(Value::text),
            ("int", value) => to_int(value).map(Value::Int),
            ("uint", value) => to_uint(value).map(Value::Uint),
            #[expect(clippy::cast_precision_loss, reason = "as cel-go converts")]
            ("double", Value::Int(number)) => Ok(Value::Double(*number as f64)),
            #[expect(clippy::cast_precision_loss, reason = "as cel-go converts")]
            ("double", Value::Uint(number)) => Ok(Value::Double(*number as f64)),
            ("double", Value::Text(text)) => number::double(text)
                .map(Value::Double)
                .ok_or_else(|| no_conversion("double")),
            ("duration", Value::Text(text)) => time::duration(text)
                .map(Value::Duration)
                .ok_or_else(|| no_conversion("google.protobuf.Duration")),
            ("timestamp", Value::Text(text)) => time::timestamp(text)
                .map(|(seconds, nanos)| Value::Timestamp(Timestamp { seconds, nanos }))
                .ok_or_else(|| no_conversion("google.protobuf.Timestamp")),
            ("timestamp", Value::Int(seconds)) => match time::in_range(*seconds) {
                Some(seconds) => Ok(Value::Timestamp(Timestamp { seconds, nanos: 0 })),
                None => Err("timestamp overflow".into()),
            },
            _ => no_overload(),
        }
    }

    /// `getFullYear` and others.
    pub(super) fn of_time(&self, function: &str, values: &[Value<'a>]) -> Result<Value<'a>> {
        let number = match (function, values) {
            ("getHours", [Value::Duration(nanos)]) => nanos / (3600 * SECOND),
            ("getMinutes", [Value::Duration(nanos)]) => nanos / (60 * SECOND),
            ("getSeconds", [Value::Duration(nanos)]) => nanos / SECOND,
            ("getMilliseconds", [Value::Duration(nanos)]) => nanos / 1_000_000,
            (_, [Value::Timestamp(time)]) => field(function, *time, 0)?,
            (_, [Value::Timestamp(time), Value::Text(zone)]) => field(function, *time, offset(zone)?)?,
            _ => return no_overload(),
        };
        Ok(Value::Int(number))
    }
}

fn field(function: &str, time: Timestamp, offset: i64) -> Result<i64> {
    let seconds = time.seconds + offset;
    let days = seconds.div_euclid(86_400);
    let of_day = seconds.rem_euclid(86_400);
    let (year, month, day) = time::date(days);
    Ok(match function {
        "getFullYear" => year,
        "getMonth" => month - 1,
        "getDate" => day,
        "getDayOfMonth" => day - 1,
        "getDayOfWeek" => (days + 4).rem_euclid(7),
        "getDayOfYear" => days - time::days(year, 1, 1),
        "getHours" => of_day / 3600,
        "getMinutes" => of_day / 60 % 60,
        "getSeconds" => of_day % 60,
        "getMilliseconds" => i64::from(time.nanos / 1_000_000),
        _ => return no_overload(),
    })
}

/// The seconds that a zone is ahead of UTC. Of the zones with names, only UTC is known here.
fn offset(zone: &str) -> Result<i64> {
    if matches!(zone, "UTC" | "") {
        return Ok(0);
    }
    let Some((hours, minutes)) = zone.split_once(':') else {
        return Err(format!("unknown time zone {zone}").into());
    };
    let negative = hours.starts_with('-');
    let hours: i64 = hours.parse().map_err(|_| syntax("Atoi", hours))?;
    let minutes: i64 = minutes.parse().map_err(|_| syntax("Atoi", minutes))?;
    Ok(hours * 3600 + if negative { -minutes * 60 } else { minutes * 60 })
}

fn syntax(function: &str, text: &str) -> Failure {
    format!("strconv.{function}: parsing {text:?}: invalid syntax").into()
}

/// What is said of a text that is not of a type.
fn no_conversion(ty: &str) -> Failure {
    format!("type conversion error from 'string' to '{ty}'").into()
}

fn to_int(value: &Value<'_>) -> Result<i64> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    Ok(match value {
        Value::Uint(number) => i64::try_from(*number).map_err(|_| Failure::from("integer overflow"))?,
        #[expect(clippy::cast_possible_truncation, reason = "in the range of the type")]
        Value::Double(number) if *number > -BOUND && *number < BOUND => *number as i64,
        Value::Double(_) => return Err("integer overflow".into()),
        Value::Text(text) => number::int(text).ok_or_else(|| no_conversion("int"))?,
        Value::Timestamp(time) => time.seconds,
        Value::Duration(nanos) => *nanos,
        _ => return no_overload(),
    })
}

fn to_uint(value: &Value<'_>) -> Result<u64> {
    const BOUND: f64 = 18_446_744_073_709_551_616.0;
    Ok(match value {
        Value::Int(number) => {
            u64::try_from(*number).map_err(|_| Failure::from("unsigned integer overflow"))?
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in the range of the type"
        )]
        Value::Double(number) if *number >= 0.0 && *number < BOUND => *number as u64,
        Value::Double(_) => return Err("unsigned integer overflow".into()),
        Value::Text(text) => number::uint(text).ok_or_else(|| no_conversion("uint"))?,
        _ => return no_overload(),
    })
}

/// What `string` makes of a value.
pub(super) fn text_of(value: &Value<'_>) -> Result<String> {
    Ok(match value {
        Value::Text(text) => text.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Double(number) => shortest(*number),
        Value::Bytes(bytes) => std::str::from_utf8(bytes)
            .map_err(|_| Failure::from("invalid UTF-8 in bytes, cannot convert to string"))?
            .to_owned(),
        Value::Duration(nanos) => seconds(*nanos),
        Value::Timestamp(time) => time.to_string(),
        Value::Ip(address) => address.to_string(),
        Value::Cidr(cidr) => cidr.to_string(),
        _ => return no_overload(),
    })
}

/// A duration in seconds, as Go prints the float.
pub(super) fn seconds(nanos: i64) -> String {
    let (whole, rest) = (nanos / SECOND, nanos % SECOND);
    #[expect(clippy::cast_precision_loss, reason = "as Go calculates")]
    let float = whole as f64 + rest as f64 / 1e9;
    format!("{float}s")
}

/// A float as Go's `%g` prints it.
pub(super) fn shortest(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if number == 0.0 || (-4..6).contains(&exponent) {
        return format!("{number}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = time::date(self.seconds.div_euclid(86_400));
        let of_day = self.seconds.rem_euclid(86_400);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}",
            of_day / 3600,
            of_day / 60 % 60,
            of_day % 60
        )?;
        if self.nanos > 0 {
            let mut fraction = String::new();
            _ = write!(fraction, "{:09}", self.nanos);
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}
