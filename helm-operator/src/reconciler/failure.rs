//! Why a reconcile does not succeed.

use crate::{HelmError, status::Kind};

/// A failure that the status of the object reports.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) kind: Kind,
    pub(super) reason: String,
    pub(super) message: String,
    /// Whether a retry without a change of the object is of no use.
    pub(super) terminal: bool,
}

impl Failure {
    /// The release cannot be compared with the object, so nothing was done.
    pub(super) fn irreconcilable(reason: &str, message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Irreconcilable,
            reason: reason.to_owned(),
            message: message.into(),
            terminal: false,
        }
    }

    /// Helm failed.
    pub(super) fn release(error: &HelmError) -> Self {
        let kind = match error.reason() {
            "HelmMissing" | "HelmNotStarted" | "HelmVersion" | "ClusterUnreachable" => Kind::Irreconcilable,
            _ => Kind::ReleaseFailed,
        };
        Self {
            kind,
            reason: error.reason().to_owned(),
            message: error.to_string(),
            terminal: error.reason() == "InvalidValues",
        }
    }

    pub(super) fn terminal(mut self) -> Self {
        self.terminal = true;
        self
    }

    /// Adds what happened afterwards.
    pub(super) fn and_then(mut self, what: &str) -> Self {
        self.message = format!("{}; {what}", self.message);
        self
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::irreconcilable("ReconcileError", format!("{error:#}"))
    }
}
