//! Why the API server rejects an object.

use std::fmt;

use serde_json::Value;

use crate::go;
use crate::path::{Path, Step};

/// A cause, as it is in the `details.causes` of the `Status` that the API server answers with.
///
/// ```
/// # use kubewright_validation::{Cause, Reason};
/// let cause = Cause::new(Reason::Required, "spec.size", "Required value");
/// assert_eq!(cause.to_string(), "spec.size: Required value");
/// assert_eq!(cause.reason.name(), "FieldValueRequired");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// The path as Kubernetes prints it; `<nil>` for the whole object.
    pub field: String,
    /// What is wrong.
    pub reason: Reason,
    /// The message of the API server.
    pub message: String,
    /// Where the value is, to find it in a text.
    pub at: Vec<Step>,
}

/// The kind of a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A field that must be set is missing.
    Required,
    /// A value appears twice where each must be unique.
    Duplicate,
    /// A value is malformed, out of bounds, or breaks a rule.
    Invalid,
    /// A value is none of an enumeration.
    NotSupported,
    /// A value is not allowed under the present conditions.
    Forbidden,
    /// A text is too long.
    TooLong,
    /// A list or map has too many entries.
    TooMany,
    /// A value has the wrong type.
    TypeInvalid,
    /// The API server cannot evaluate a rule.
    Internal,
    /// The API server cannot decode the object. Its answer is then a message without causes.
    Undecodable,
}

impl Reason {
    /// The name that the API server uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "FieldValueRequired",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::Internal => "InternalError",
            Self::Undecodable => "BadRequest",
        }
    }

    /// Whether the API server evaluates no rules of an object with such a cause.
    pub(crate) fn blocks_rules(self) -> bool {
        matches!(
            self,
            Self::NotSupported | Self::Required | Self::TooLong | Self::TooMany | Self::TypeInvalid
        )
    }
}

impl Cause {
    /// Creates a cause without a place.
    pub fn new(reason: Reason, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason,
            message: message.into(),
            at: Vec::new(),
        }
    }

    pub(crate) fn at(reason: Reason, path: &Path<'_>, message: String) -> Self {
        Self {
            field: path.shown(),
            reason,
            message,
            at: path.steps(),
        }
    }

    pub(crate) fn required(path: &Path<'_>, detail: &str) -> Self {
        Self::at(Reason::Required, path, detailed("Required value", detail))
    }

    pub(crate) fn forbidden(path: &Path<'_>, detail: &str) -> Self {
        Self::at(Reason::Forbidden, path, detailed("Forbidden", detail))
    }

    pub(crate) fn invalid(path: &Path<'_>, value: &Value, detail: &str) -> Self {
        Self::at(Reason::Invalid, path, bad("Invalid value", value, detail))
    }

    pub(crate) fn duplicate(path: &Path<'_>, value: &Value) -> Self {
        Self::at(Reason::Duplicate, path, bad("Duplicate value", value, ""))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// A message with what is wrong about it.
pub(crate) fn detailed(text: &str, detail: &str) -> String {
    match detail {
        "" => text.to_owned(),
        detail => format!("{text}: {detail}"),
    }
}

/// A message with the value that is wrong.
pub(crate) fn bad(text: &str, value: &Value, detail: &str) -> String {
    detailed(&format!("{text}: {}", go::value(value)), detail)
}
