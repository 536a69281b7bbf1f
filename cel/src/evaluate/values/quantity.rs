//! Quantities: `500m`, `1Gi`.

use super::super::Result;

/// A quantity, exact to a billionth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// In billionths.
    pub(crate) nanos: i128,
    /// The power of ten that it is a multiple of as it is written; only if that is not negative, it is an integer.
    scale: i32,
    /// Whether Kubernetes keeps it as a decimal of any size, which is no integer whatever its value.
    large: bool,
}

const NANOS: i128 = 1_000_000_000;
/// The largest number that a decimal of any size may be.
const LARGEST: i128 = (i64::MAX as i128) * NANOS;

impl Quantity {
    pub(crate) fn of(number: i64) -> Self {
        Self {
            nanos: i128::from(number) * NANOS,
            scale: 0,
            large: false,
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        if text.is_empty() {
            return Err(wrong.into());
        }
        let (negative, rest) = match text.as_bytes()[0] {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, suffix) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(wrong.into());
        }
        let after = suffix.trim_start_matches(|c: char| "eEinumkKMGTP".contains(c));
        let digits = after.strip_prefix(['-', '+']).unwrap_or(after);
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong.into());
        }
        let Some((base, exponent)) = suffix_of(suffix) else {
            return Err("unable to parse quantity's suffix".into());
        };
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let digits = format!("{whole}{fraction}");
        let places = i32::try_from(fraction.len()).unwrap_or(i32::MAX);
        let mantissa: i128 = if digits.is_empty() {
            0
        } else {
            digits.parse().unwrap_or(i128::MAX / 2)
        };
        // Kubernetes keeps numbers of few digits as an integer and a power of ten, and all others as decimals.
        let room = 18 - i32::try_from(digits.len()).unwrap_or(i32::MAX);
        let binary_room = 15 - i32::try_from(whole.len()).unwrap_or(i32::MAX) - exponent * 3 / 10 - 1;
        let (scale, fits) = match base {
            10 => (exponent.saturating_sub(places), room >= 0),
            _ => (0, exponent >= 0 && fraction.is_empty() && binary_room >= 0),
        };
        let large = !fits || scale < -9;
        let mut nanos = match base {
            10 => scaled(mantissa, exponent.saturating_sub(places).saturating_add(9)),
            _ => scaled(
                mantissa.saturating_mul(1_i128 << exponent.clamp(0, 62)),
                9_i32.saturating_sub(places),
            ),
        };
        if large {
            nanos = nanos.min(LARGEST);
        }
        Ok(Self {
            nanos: if negative { -nanos } else { nanos },
            scale,
            large,
        })
    }

    /// The integer, as Kubernetes converts it.
    pub(crate) fn integer(self) -> Option<i64> {
        let exact = !self.large && (self.scale >= 0 || self.nanos == 0);
        exact.then(|| i64::try_from(self.nanos / NANOS).ok()).flatten()
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float")]
    pub(crate) fn float(self) -> f64 {
        if self.nanos % NANOS == 0 {
            (self.nanos / NANOS) as f64
        } else {
            self.nanos as f64 / 1e9
        }
    }

    pub(crate) fn sign(self) -> i64 {
        i64::try_from(self.nanos.signum()).unwrap_or(0)
    }

    pub(crate) fn plus(self, other: Self, sign: i128) -> Self {
        let scale = match (self.nanos, other.nanos) {
            (_, 0) => self.scale,
            (0, _) => other.scale,
            _ => self.scale.min(other.scale),
        };
        Self {
            nanos: self.nanos.saturating_add(other.nanos.saturating_mul(sign)),
            scale,
            large: self.large || other.large,
        }
    }
}

/// A number times a power of ten, rounded up.
fn scaled(mantissa: i128, exponent: i32) -> i128 {
    let power = |exponent: u32| 10_i128.checked_pow(exponent).unwrap_or(i128::MAX);
    match u32::try_from(exponent) {
        Ok(exponent) if mantissa == 0 => {
            _ = exponent;
            0
        }
        Ok(exponent) => mantissa.saturating_mul(power(exponent)),
        Err(_) => {
            let divisor = power(exponent.unsigned_abs());
            mantissa / divisor + i128::from(mantissa % divisor != 0)
        }
    }
}

/// The base and the exponent of a suffix.
fn suffix_of(suffix: &str) -> Option<(i32, i32)> {
    Some(match suffix {
        "" => (10, 0),
        "n" => (10, -9),
        "u" => (10, -6),
        "m" => (10, -3),
        "k" => (10, 3),
        "M" => (10, 6),
        "G" => (10, 9),
        "T" => (10, 12),
        "P" => (10, 15),
        "E" => (10, 18),
        "Ki" => (2, 10),
        "Mi" => (2, 20),
        "Gi" => (2, 30),
        "Ti" => (2, 40),
        "Pi" => (2, 50),
        "Ei" => (2, 60),
        other => {
            let exponent = other.strip_prefix(['e', 'E'])?;
            let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            (10, exponent.parse().ok()?)
        }
    })
}
