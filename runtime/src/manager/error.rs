//! Why a manager ends with an error.

use std::time::Duration;

use crate::{rbac::MissingRights, reporting::causes::causes};

/// Why a manager ended with an error.
///
/// ```
/// use kubewright_runtime::manager::ManagerError;
///
/// /// A replica that has lost its lease is started again, which is nothing to be woken for.
/// fn is_urgent(error: &ManagerError) -> bool {
///     !matches!(error, ManagerError::Lost { .. })
/// }
/// assert!(is_urgent(&ManagerError::NoNamespace));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManagerError {
    /// The program has no cluster to connect to.
    #[error(
        "no cluster to work for: {reason}; set KUBECONFIG to a kubeconfig, or run in a Pod with a service account"
    )]
    NoCluster {
        /// Why not.
        reason: String,
    },

    /// The program has permissions in some namespaces only, and none is named.
    #[error(
        "no namespace to watch; name those of the program's roles by --watch-namespaces or WATCH_NAMESPACE"
    )]
    NoNamespace,

    /// The program lacks permissions that it needs.
    #[error(transparent)]
    Rights(#[from] MissingRights),

    /// The program cannot receive signals.
    #[error("cannot wait for signals: {}", r#source)]
    Signals {
        /// The reason.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: std::io::Error,
    },

    /// A part failed.
    #[error("{part} fails: {}", causes(reason.as_ref()))]
    Part {
        /// The part.
        part: String,
        /// Why.
        reason: anyhow::Error,
    },

    /// This replica does not lead any more.
    #[error("this replica does not lead any more: {}", causes(reason.as_ref()))]
    Lost {
        /// Why.
        reason: anyhow::Error,
    },

    /// The election failed.
    #[error("the election fails: {}", causes(reason.as_ref()))]
    Election {
        /// Why.
        reason: anyhow::Error,
    },

    /// Some parts did not stop in time and were aborted.
    #[error(
        "not stopped within {} s: {}; let them end sooner, or raise `graceful_timeout`",
        within.as_secs_f64(), parts.join(", ")
    )]
    NotStopped {
        /// The parts.
        parts: Vec<String>,
        /// The time that they had.
        within: Duration,
    },
}

impl ManagerError {
    /// Whether [`Manager::run`](crate::Manager::run) has logged it.
    pub(crate) fn is_logged(&self) -> bool {
        match self {
            Self::NoCluster { .. } | Self::NoNamespace => false,
            Self::Rights(_)
            | Self::Signals { .. }
            | Self::Part { .. }
            | Self::Lost { .. }
            | Self::Election { .. }
            | Self::NotStopped { .. } => true,
        }
    }
}
