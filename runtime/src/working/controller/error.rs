//! What ends a controller.

use crate::watching::cache::CacheError;

/// Why a controller does not run.
///
/// ```
/// use kubewright_runtime::controller::ControllerError;
///
/// let error = ControllerError::NameTaken { controller: "memcached".to_owned() };
/// assert!(error.to_string().starts_with("there is a controller memcached already"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ControllerError {
    /// What it watches did not come in time.
    #[error("controller {controller} does not start: {source}")]
    NotSynced {
        /// The controller.
        controller: String,
        /// Why.
        source: CacheError,
    },

    /// Another has its name.
    #[error("there is a controller {controller} already; give this one another name by `named`")]
    NameTaken {
        /// The name.
        controller: String,
    },
}
