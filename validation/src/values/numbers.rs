//! The checks of numbers, with the conversions that Go does.

use serde_json::{Number, Value};

use super::outcome::{Failure, Outcome};
use crate::go;
use crate::node::Node;
use crate::path::Path;

/// The largest number up to which every integer is a float.
const LARGEST: f64 = 9_007_199_254_740_991.0;

/// Whether a number is an integer, but for the error of the float.
pub(super) fn is_whole(value: &Value) -> bool {
    value.as_f64().is_some_and(is_whole_float)
}

fn is_whole_float(float: f64) -> bool {
    if !float.is_finite() || float.abs() > LARGEST {
        return false;
    }
    let rounded = float.round();
    if float == rounded {
        return true;
    }
    rounded != 0.0 && (float - rounded).abs() < 1e-9 * rounded.abs()
}

/// A number as Go has it.
#[derive(Clone, Copy)]
enum Native {
    Int(i64),
    Float(f64),
}

impl Native {
    fn new(number: &Number) -> Self {
        match number.as_i64() {
            Some(whole) => Self::Int(whole),
            None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "as Go converts it")]
    fn as_float(self) -> f64 {
        match self {
            Self::Int(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    fn json(self) -> Value {
        match self {
            Self::Int(whole) => whole.into(),
            Self::Float(float) => float.into(),
        }
    }
}

/// A float as an integer: what does not fit is the least one on the processors that the API server runs on.
#[expect(clippy::cast_possible_truncation, reason = "checked")]
#[expect(clippy::cast_precision_loss, reason = "a bound that is exact")]
fn truncated(float: f64) -> i64 {
    if float >= i64::MIN as f64 && float < i64::MAX as f64 {
        float as i64
    } else {
        i64::MIN
    }
}

pub(super) fn check(number: &Number, node: &Node, path: &Path<'_>) -> Outcome {
    let value = Native::new(number);
    let should = |what: String| format!("{} in body should be {what}", path.dotted());
    let mut outcome = Outcome::default();
    if let Some(failure) = out_of_range(value, node, path, "Checked") {
        outcome.add(failure);
    }
    if let Some(factor) = node.multiple_of {
        let range = out_of_range(Native::Float(factor), node, path, "MultipleOf");
        let native = match (value, &range) {
            (Native::Int(whole), None) => Native::Int(whole),
            (other, _) => Native::Float(other.as_float()),
        };
        if let Some(failure) = range {
            outcome.add(failure);
        }
        if let Some(failure) = multiple(native, factor, &native.json(), path) {
            outcome.add(failure);
        }
    }
    for (bound, name, is_most) in [
        (node.maximum, "Maximum boundary", true),
        (node.minimum, "Minimum boundary", false),
    ] {
        let Some(bound) = bound else { continue };
        let range = out_of_range(Native::Float(bound.value), node, path, name);
        // Beside a bound that the type cannot represent, a number is a float.
        let native = match range {
            None => value,
            Some(_) => Native::Float(value.as_float()),
        };
        let (beyond, equal, shown) = match native {
            Native::Int(whole) => {
                let limit = truncated(bound.value);
                let beyond = if is_most { whole > limit } else { whole < limit };
                (beyond, whole == limit, limit.to_string())
            }
            Native::Float(float) => {
                let limit = bound.value;
                let beyond = if is_most { float > limit } else { float < limit };
                (beyond, float == limit, go::float(limit))
            }
        };
        if let Some(failure) = range {
            outcome.add(failure);
        }
        if beyond || (bound.exclusive && equal) {
            let relation = match (is_most, bound.exclusive) {
                (true, false) => "less than or equal to",
                (true, true) => "less than",
                (false, false) => "greater than or equal to",
                (false, true) => "greater than",
            };
            let message = should(format!("{relation} {shown}"));
            outcome.add(Failure::invalid(path, &native.json(), message));
        }
    }
    outcome.matches += 1;
    outcome
}

fn multiple(value: Native, factor: f64, json: &Value, path: &Path<'_>) -> Option<Failure> {
    let not_positive = |shown: String, factor: Value| {
        let message = format!(
            "factor MultipleOf declared for {} must be positive: {shown}",
            path.dotted()
        );
        Failure::invalid(path, &factor, message)
    };
    let not_multiple = |shown: String| {
        let message = format!("{} in body should be a multiple of {shown}", path.dotted());
        Failure::invalid(path, json, message)
    };
    match value {
        Native::Int(whole) => {
            let factor = truncated(factor);
            if factor <= 0 {
                return Some(not_positive(factor.to_string(), factor.into()));
            }
            (whole % factor != 0).then(|| not_multiple(factor.to_string()))
        }
        Native::Float(float) => {
            if factor <= 0.0 {
                return Some(not_positive(go::float(factor), factor.into()));
            }
            let times = if factor < 1.0 {
                1.0 / factor * float
            } else {
                float / factor
            };
            (!is_whole_float(times)).then(|| not_multiple(go::float(factor)))
        }
    }
}

/// What is said of a number that its type and format cannot represent.
fn out_of_range(value: Native, node: &Node, path: &Path<'_>, prefix: &str) -> Option<Failure> {
    let ty = node.types.only().unwrap_or_default();
    let format = match (ty, node.format.text.as_str()) {
        ("integer", format @ ("int32" | "int64")) | ("number", format @ ("float" | "double")) => format,
        _ => "",
    };
    let fits = match (ty, format, value) {
        ("integer", "int32", Native::Int(whole)) => i32::try_from(whole).is_ok(),
        ("integer", _, Native::Int(_)) => true,
        #[expect(clippy::cast_precision_loss, reason = "bounds that are exact")]
        ("integer", _, Native::Float(float)) => {
            let (least, most) = match format {
                "int32" => (f64::from(i32::MIN), f64::from(i32::MAX) + 1.0),
                _ => (i64::MIN as f64, i64::MAX as f64),
            };
            float.fract() == 0.0 && float >= least && float < most
        }
        #[expect(clippy::cast_possible_truncation, reason = "whether it is finite then")]
        (_, "float", value) => (value.as_float() as f32).is_finite(),
        _ => true,
    };
    if fits {
        return None;
    }
    let format = match format {
        "" => "(default format)".to_owned(),
        format => format!("with format {format}"),
    };
    let message = format!(
        "{prefix} value must be of type {ty} {format} in {}",
        path.dotted()
    );
    Some(Failure::of_object(path, message))
}
