//! Why a controller does not run.

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
    /// A kind that the controller watches did not get its first list in time.
    #[error("controller {controller} does not start: {}", r#source)]
    NotSynced {
        /// The controller.
        controller: String,
        /// The reason.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: CacheError,
    },

    /// Another controller has this name.
    #[error("there is a controller {controller} already; give this one another name by `named`")]
    NameTaken {
        /// The name.
        controller: String,
    },
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_reason_is_printed_once_in_a_chain() {
        let source = CacheError::NotSynced {
            kind: "Pod.v1".to_owned(),
            waited: Duration::from_secs(1),
            reason: "no answer".to_owned(),
        };
        let controller = "pod".to_owned();
        let error = anyhow::Error::new(ControllerError::NotSynced { controller, source });
        assert_eq!(
            format!("{error:#}"),
            "controller pod does not start: the cache has no list of Pod.v1 after 1 s: no answer"
        );
    }
}
