//! Errors of fields, worded as Kubernetes words them.

use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};

use crate::objects::decode::DecodeError;

/// An error of a field.
///
/// ```
/// use kubewright_runtime::webhook::FieldError;
///
/// let error = FieldError::invalid("spec.size", 0, "must be positive");
/// assert_eq!(error.to_string(), "spec.size: Invalid value: 0: must be positive");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    field: String,
    reason: Reason,
    value: Option<Value>,
    detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Invalid,
    Required,
    Duplicate,
    NotFound,
    NotSupported,
    Forbidden,
    TooLong,
    TooMany,
    TypeInvalid,
    Internal,
}

impl FieldError {
    /// The value is not valid, for the reason in `detail`.
    pub fn invalid(field: impl Into<String>, value: impl Serialize, detail: impl Into<String>) -> Self {
        Self::new(Reason::Invalid, field, Some(plain(value)), detail)
    }

    /// The value is missing.
    pub fn required(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Reason::Required, field, None, detail)
    }

    /// The value occurs twice but must be unique.
    pub fn duplicate(field: impl Into<String>, value: impl Serialize) -> Self {
        Self::new(Reason::Duplicate, field, Some(plain(value)), "")
    }

    /// The object that the value refers to does not exist.
    pub fn not_found(field: impl Into<String>, value: impl Serialize) -> Self {
        Self::new(Reason::NotFound, field, Some(plain(value)), "")
    }

    /// The value is not one of the supported values.
    pub fn not_supported<S: AsRef<str>>(
        field: impl Into<String>,
        value: impl Serialize,
        supported: impl IntoIterator<Item = S>,
    ) -> Self {
        let supported: Vec<String> = supported
            .into_iter()
            .map(|one| format!("{:?}", one.as_ref()))
            .collect();
        let detail = match supported.as_slice() {
            [] => String::new(),
            some => format!("supported values: {}", some.join(", ")),
        };
        Self::new(Reason::NotSupported, field, Some(plain(value)), detail)
    }

    /// The field must not be set, or must not be changed.
    pub fn forbidden(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::new(Reason::Forbidden, field, None, detail)
    }

    /// The value has too many bytes.
    pub fn too_long(field: impl Into<String>, most: usize) -> Self {
        let detail = format!("may not be more than {most} bytes");
        Self::new(Reason::TooLong, field, None, detail)
    }

    /// The list has too many items.
    pub fn too_many(field: impl Into<String>, actual: usize, most: usize) -> Self {
        let detail = format!("must have at most {most} items");
        Self::new(Reason::TooMany, field, Some(json!(actual)), detail)
    }

    /// The value has the wrong type.
    pub fn wrong_type(field: impl Into<String>, value: impl Serialize, detail: impl Into<String>) -> Self {
        Self::new(Reason::TypeInvalid, field, Some(plain(value)), detail)
    }

    /// The field could not be checked.
    pub fn internal(field: impl Into<String>, error: impl fmt::Display) -> Self {
        Self::new(Reason::Internal, field, None, error.to_string())
    }

    /// The value does not match the type. The API server calls a field that is missing required.
    pub(super) fn undecodable(error: &DecodeError) -> Self {
        let DecodeError { field, cause } = error;
        let missing = cause
            .strip_prefix("missing field `")
            .and_then(|rest| rest.strip_suffix('`'));
        match missing {
            Some(name) if field.is_empty() => Self::required(name, ""),
            Some(name) => Self::required(format!("{field}.{name}"), ""),
            None => Self::new(Reason::TypeInvalid, field, None, cause),
        }
    }

    fn new(
        reason: Reason,
        field: impl Into<String>,
        value: Option<Value>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            reason,
            value,
            detail: detail.into(),
        }
    }

    /// Returns the path of the field, for example `spec.containers[0].image`.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// Returns the message, without the path.
    #[must_use]
    pub fn message(&self) -> String {
        let mut parts = vec![self.reason.title().to_owned()];
        parts.extend(self.value.as_ref().map(ToString::to_string));
        parts.extend((!self.detail.is_empty()).then(|| self.detail.clone()));
        parts.join(": ")
    }

    /// As an item of a status' `details.causes`.
    pub(super) fn cause(&self) -> Value {
        json!({ "reason": self.reason.code(), "message": self.message(), "field": self.field })
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => formatter.write_str(&self.message()),
            field => write!(formatter, "{field}: {}", self.message()),
        }
    }
}

impl std::error::Error for FieldError {}

impl Reason {
    fn title(self) -> &'static str {
        match self {
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::Required => "Required value",
            Self::Duplicate => "Duplicate value",
            Self::NotFound => "Not found",
            Self::NotSupported => "Unsupported value",
            Self::Forbidden => "Forbidden",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Internal => "Internal error",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Invalid => "FieldValueInvalid",
            Self::Required => "FieldValueRequired",
            Self::Duplicate => "FieldValueDuplicate",
            Self::NotFound => "FieldValueNotFound",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::TypeInvalid => "FieldValueTypeInvalid",
            Self::Internal => "InternalError",
        }
    }
}

/// Converts a value to JSON; null if it cannot be serialized, because a message must not fail.
fn plain(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_those_of_kubernetes() {
        let cases = [
            (
                FieldError::invalid("a", "x", "no"),
                "a: Invalid value: \"x\": no",
                "FieldValueInvalid",
            ),
            (
                FieldError::required("a", ""),
                "a: Required value",
                "FieldValueRequired",
            ),
            (
                FieldError::duplicate("a[1]", 3),
                "a[1]: Duplicate value: 3",
                "FieldValueDuplicate",
            ),
            (
                FieldError::not_found("a", "b"),
                "a: Not found: \"b\"",
                "FieldValueNotFound",
            ),
            (
                FieldError::not_supported("a", "x", ["b", "c"]),
                "a: Unsupported value: \"x\": supported values: \"b\", \"c\"",
                "FieldValueNotSupported",
            ),
            (
                FieldError::forbidden("a", "is immutable"),
                "a: Forbidden: is immutable",
                "FieldValueForbidden",
            ),
            (
                FieldError::too_long("a", 63),
                "a: Too long: may not be more than 63 bytes",
                "FieldValueTooLong",
            ),
            (
                FieldError::too_many("a", 9, 8),
                "a: Too many: 9: must have at most 8 items",
                "FieldValueTooMany",
            ),
            (
                FieldError::wrong_type("a", true, "must be a number"),
                "a: Invalid value: true: must be a number",
                "FieldValueTypeInvalid",
            ),
            (
                FieldError::internal("a", "timeout"),
                "a: Internal error: timeout",
                "InternalError",
            ),
            (
                FieldError::required("", "spec"),
                "Required value: spec",
                "FieldValueRequired",
            ),
        ];
        for (error, text, reason) in cases {
            assert_eq!(error.to_string(), text);
            assert_eq!(error.cause()["reason"], reason);
            assert_eq!(error.cause()["message"], error.message());
        }
    }
}
