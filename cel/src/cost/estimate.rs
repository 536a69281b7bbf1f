//! A range of sizes or costs, with arithmetic that stops at the largest number: cel-go's.

use crate::tree::Literal;

/// The least and the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Estimate {
    pub(crate) min: u64,
    pub(crate) max: u64,
}

/// What cel-go charges for each step through a string.
pub(crate) const TRAVERSAL: f64 = 0.1;
/// What cel-go charges for each character of a pattern.
pub(crate) const PATTERN: f64 = 0.25;
/// What a new list costs.
pub(crate) const LIST: u64 = 10;
/// What a new map costs.
pub(crate) const MAP: u64 = 30;
/// What a new message costs.
pub(crate) const MESSAGE: u64 = 40;

impl Estimate {
    pub(crate) const UNKNOWN: Self = Self {
        min: 0,
        max: u64::MAX,
    };

    pub(crate) fn new(min: u64, max: u64) -> Self {
        Self { min, max }
    }

    pub(crate) fn fixed(value: u64) -> Self {
        Self::new(value, value)
    }

    /// The start of a union over several: every other range is wider.
    pub(crate) fn none() -> Self {
        Self::new(u64::MAX, 0)
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self::new(
            self.min.saturating_add(other.min),
            self.max.saturating_add(other.max),
        )
    }

    pub(crate) fn times(self, other: Self) -> Self {
        Self::new(
            self.min.saturating_mul(other.min),
            self.max.saturating_mul(other.max),
        )
    }

    pub(crate) fn by(self, factor: f64) -> Self {
        Self::new(by_factor(self.min, factor), by_factor(self.max, factor))
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self::new(self.min.min(other.min), self.max.max(other.max))
    }

    /// The size of a literal.
    pub(crate) fn of_literal(literal: &Literal) -> Self {
        Self::fixed(match literal {
            Literal::Text(text) => text.chars().count() as u64,
            Literal::Bytes(bytes) => bytes.len() as u64,
            _ => 1,
        })
    }
}

/// Multiplies and rounds up.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the API server calculates with doubles, and the result is in range"
)]
pub(crate) fn by_factor(value: u64, factor: f64) -> u64 {
    const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;
    let value = value as f64;
    if value > 0.0 && factor > 0.0 && value > TWO_TO_64 / factor {
        return u64::MAX;
    }
    let product = (value * factor).ceil();
    if product >= TWO_TO_64 {
        return u64::MAX;
    }
    product as u64
}

/// Divides and rounds up, as a double.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the API server calculates with doubles"
)]
pub(crate) fn divided(value: u64, by: u64) -> u64 {
    (value as f64 / by as f64).ceil() as u64
}
