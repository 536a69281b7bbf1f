//! Why helm cannot be used, or failed.

use thiserror::Error;

use crate::process::ProcessError;

/// The `helm` program cannot be used, or failed.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// use kubewright_helm_operator::{Helm, HelmError};
///
/// let error: HelmError = Helm::new("/no/helm").check().await.unwrap_err();
/// assert_eq!(error.reason(), "HelmMissing");
/// # });
/// ```
#[derive(Debug, Error)]
#[error("{message}")]
pub struct HelmError {
    reason: &'static str,
    message: String,
}

impl HelmError {
    pub(crate) fn new(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            reason,
            message: message.into(),
        }
    }

    /// Returns the reason as conditions have it: `HelmMissing`, `HelmVersion`, `InvalidValues`, …
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}

impl From<ProcessError> for HelmError {
    fn from(error: ProcessError) -> Self {
        let reason = match error {
            ProcessError::Missing(_) => "HelmMissing",
            ProcessError::NotStarted { .. } => "HelmNotStarted",
            ProcessError::TooLong { .. } => "HelmTimeout",
        };
        let hint = match reason {
            "HelmMissing" => "; install Helm 3.13 or later, or name it with `--helm`",
            _ => "",
        };
        Self::new(reason, format!("{error}{hint}"))
    }
}
