//! What ends a manager.

use std::time::Duration;

use crate::{rbac::MissingRights, reporting::causes::causes};

/// Why a manager has ended other than by a signal.
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
    /// No cluster is known.
    #[error(
        "no cluster to work for: {reason}; set KUBECONFIG to a kubeconfig, or run in a Pod with a service account"
    )]
    NoCluster {
        /// Why not.
        reason: String,
    },

    /// The program may not work everywhere, and nobody says where.
    #[error(
        "no namespace to watch; name those of the program's roles by --watch-namespaces or WATCH_NAMESPACE"
    )]
    NoNamespace,

    /// The program lacks rights that it needs.
    #[error(transparent)]
    Rights(#[from] MissingRights),

    /// Signals cannot be waited for.
    #[error("cannot wait for signals: {source}")]
    Signals {
        /// Why not.
        source: std::io::Error,
    },

    /// A part has failed.
    #[error("{part} fails: {}", causes(reason.as_ref()))]
    Part {
        /// The part.
        part: String,
        /// Why.
        reason: anyhow::Error,
    },

    /// Another replica leads.
    #[error("this replica does not lead any more: {}", causes(reason.as_ref()))]
    Lost {
        /// Why.
        reason: anyhow::Error,
    },

    /// There is no way to find out who leads.
    #[error("the election fails: {}", causes(reason.as_ref()))]
    Election {
        /// Why.
        reason: anyhow::Error,
    },

    /// Parts have not stopped in time, and have been ended.
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
