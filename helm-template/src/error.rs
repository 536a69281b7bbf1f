//! Why a template is not rendered.

use thiserror::Error;

/// A template is not rendered.
///
/// ```
/// use kubewright_helm_template::{Engine, TemplateError, Value};
///
/// let mut engine = Engine::default();
/// engine.parse("a.yaml", "{{ uuidv4 }}")?;
/// let error = engine.render("a.yaml", &Value::Nil).unwrap_err();
/// assert!(matches!(error, TemplateError::Unsupported { .. }));
/// assert_eq!(error.to_string(), "a.yaml:1: the function `uuidv4` is not supported without Helm");
/// # Ok::<(), TemplateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TemplateError {
    /// The template has a syntax error.
    #[error("{template}: {reason}")]
    Syntax {
        /// The name of the template.
        template: String,
        /// What is wrong.
        reason: String,
    },
    /// The template fails with this data, as it does with Helm.
    #[error("{place}: {reason}")]
    Failed {
        /// The template and the line.
        place: String,
        /// What is wrong.
        reason: String,
    },
    /// Helm renders the template, but this crate does not.
    #[error("{place}: {what} is not supported without Helm")]
    Unsupported {
        /// The template and the line.
        place: String,
        /// The construct.
        what: String,
    },
}

/// Why a function fails, before the place is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// As it does with Helm.
    Failed(String),
    /// Helm has it.
    Unsupported(String),
    /// Inside of another template, whose place is known.
    Inner(TemplateError),
}

impl Reason {
    pub(crate) fn at(self, template: &str, line: usize) -> TemplateError {
        let place = format!("{template}:{line}");
        match self {
            Self::Failed(reason) => TemplateError::Failed { place, reason },
            Self::Unsupported(what) => TemplateError::Unsupported { place, what },
            Self::Inner(error) => error,
        }
    }
}

impl From<String> for Reason {
    fn from(reason: String) -> Self {
        Self::Failed(reason)
    }
}

impl From<&str> for Reason {
    fn from(reason: &str) -> Self {
        Self::Failed(reason.to_owned())
    }
}

impl From<TemplateError> for Reason {
    fn from(error: TemplateError) -> Self {
        Self::Inner(error)
    }
}
