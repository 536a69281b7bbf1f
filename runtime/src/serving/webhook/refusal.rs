//! Why a webhook denies a request.

use serde_json::{Value, json};
use thiserror::Error;

use super::field::FieldError;

/// Why a webhook denies a request.
///
/// ```
/// use kubewright_runtime::webhook::{FieldError, Refusal};
///
/// fn check(size: i32) -> Result<(), Refusal> {
///     let mut errors = Vec::new();
///     if size % 2 == 0 {
///         errors.push(FieldError::invalid("spec.size", size, "must be odd"));
///     }
///     Refusal::unless_empty(errors)
/// }
///
/// assert!(check(3).is_ok());
/// assert_eq!(check(4).unwrap_err().to_string(), "spec.size: Invalid value: 4: must be odd");
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Fields are not valid. Answered with `422`, reason `Invalid` and one cause per field.
    #[error("{}", join(.0))]
    Invalid(Vec<FieldError>),

    /// The user is not allowed to do this, or not now. Answered with `403` and reason `Forbidden`.
    #[error("{0}")]
    Forbidden(String),

    /// The check failed. Answered with `500` and reason `InternalError`.
    #[error("{0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl Refusal {
    /// Returns an error with these field errors, or `Ok` if there are none.
    ///
    /// # Errors
    ///
    /// If the list is not empty.
    pub fn unless_empty(errors: Vec<FieldError>) -> Result<(), Self> {
        match errors.is_empty() {
            true => Ok(()),
            false => Err(Self::Invalid(errors)),
        }
    }

    /// Creates a refusal: the user is not allowed to do this, or not now.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden(message.into())
    }

    /// Creates a refusal: the check failed.
    pub fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Failed(error.into())
    }

    /// As a `Status` of Kubernetes about the object of this name, group and kind.
    pub(super) fn status(&self, name: &str, group: &str, kind: &str) -> Value {
        let (code, reason) = match self {
            Self::Invalid(_) => (422, "Invalid"),
            Self::Forbidden(_) => (403, "Forbidden"),
            Self::Failed(_) => (500, "InternalError"),
        };
        let mut details = json!({ "name": name, "group": group, "kind": kind });
        let message = match self {
            Self::Invalid(errors) => {
                details["causes"] = errors.iter().map(FieldError::cause).collect();
                let full = match group {
                    "" => kind.to_owned(),
                    group => format!("{kind}.{group}"),
                };
                format!("{full} {name:?} is invalid: {self}")
            }
            Self::Forbidden(_) | Self::Failed(_) => self.to_string(),
        };
        json!({ "status": "Failure", "code": code, "reason": reason, "message": message, "details": details })
    }
}

fn join(errors: &[FieldError]) -> String {
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    match texts.as_slice() {
        [one] => one.clone(),
        some => format!("[{}]", some.join(", ")),
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::Invalid(vec![error])
    }
}

impl From<Vec<FieldError>> for Refusal {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Invalid(errors)
    }
}

impl From<kube::Error> for Refusal {
    fn from(error: kube::Error) -> Self {
        Self::failed(error)
    }
}
