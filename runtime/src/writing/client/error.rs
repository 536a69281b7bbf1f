//! Why a read or write failed.

use kube::core::Status;

use crate::{
    objects::{key::ObjectKey, scope::ScopeError},
    reporting::causes::causes,
    watching::cache::CacheError,
};

/// Why a read or write failed.
///
/// Its text is one line and includes the cause, so [`source`](std::error::Error::source) is `None`.
///
/// ```
/// use kubewright_runtime::{Client, ClientError, ObjectKey};
/// use kubewright_runtime::{k8s_openapi::api::core::v1::ConfigMap, kube::api::DeleteParams};
///
/// /// Deletes an object that may be gone already.
/// async fn forget(client: &Client, key: &ObjectKey) -> Result<(), ClientError> {
///     match client.delete::<ConfigMap>(key, &DeleteParams::default()).await {
///         Err(error) if error.is_not_found() => Ok(()),
///         result => result,
///     }
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The cache cannot answer.
    #[error(transparent)]
    Cache(#[from] CacheError),

    /// The API server rejected the request or did not answer.
    #[error("cannot {verb} {kind}{}: {}", place(key), causes(&**r#source))]
    Api {
        /// The verb of the request.
        verb: &'static str,
        /// With which kind.
        kind: String,
        /// With which object.
        key: ObjectKey,
        /// The answer.
        // Raw, so that it is not the error's `source`: whoever prints a chain would print it twice.
        r#source: Box<kube::Error>,
    },

    /// The key or object has another scope than its kind.
    #[error(transparent)]
    Scope(#[from] ScopeError),

    /// The object cannot be written as JSON.
    #[error("cannot write {kind} {key} as JSON: {}", r#source)]
    Encode {
        /// The kind.
        kind: String,
        /// The object.
        key: ObjectKey,
        /// Why.
        r#source: serde_json::Error,
    },
}

/// Which object, or objects of which namespace.
fn place(key: &ObjectKey) -> String {
    match (key.name(), key.namespace()) {
        ("", None) => String::new(),
        ("", Some(namespace)) => format!(" in namespace {namespace}"),
        _ => format!(" {key}"),
    }
}

impl ClientError {
    /// Returns the answer of the API server, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        match self {
            Self::Api { source, .. } => match &**source {
                kube::Error::Api(status) => Some(status),
                _ => None,
            },
            Self::Cache(_) | Self::Scope(_) | Self::Encode { .. } => None,
        }
    }

    /// Returns whether the object does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status().is_some_and(Status::is_not_found)
    }

    /// Returns whether the object exists already.
    #[must_use]
    pub fn is_already_exists(&self) -> bool {
        self.status().is_some_and(Status::is_already_exists)
    }

    /// Returns whether the object has changed since it was read, a precondition does not hold, or another field manager owns
    /// a field that is applied without force.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status().is_some_and(Status::is_conflict)
    }

    /// Returns whether RBAC or an admission plugin forbids the request.
    ///
    /// ```
    /// use kubewright_runtime::ClientError;
    ///
    /// /// Whether somebody has to act before another attempt can succeed.
    /// fn needs_help(error: &ClientError) -> bool {
    ///     error.is_forbidden() || error.is_invalid()
    /// }
    /// ```
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status().is_some_and(Status::is_forbidden)
    }

    /// Returns whether the object does not match the schema or a rule of its kind.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.status().is_some_and(Status::is_invalid)
    }

    /// Returns whether the API server does not know the user.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.answers("Unauthorized", 401)
    }

    /// Returns whether the continue token or resource version of a list is too old.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.answers("Expired", 410)
    }

    /// Returns whether the API server has too many requests.
    #[must_use]
    pub fn is_too_many_requests(&self) -> bool {
        self.answers("TooManyRequests", 429)
    }

    /// Returns whether the API server did not finish the request in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.answers("Timeout", 504)
    }

    fn answers(&self, reason: &str, code: u16) -> bool {
        self.status()
            .is_some_and(|status| status.reason == reason || status.code == code)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    fn refused(reason: &str, code: u16) -> ClientError {
        let message = "secrets \"a\" is forbidden: User \"b\" cannot get resource \"secrets\"";
        ClientError::Api {
            verb: "get",
            kind: "Secret.v1".to_owned(),
            key: ObjectKey::namespaced("default", "a"),
            source: Box::new(kube::Error::Api(Box::new(
                Status::failure(message, reason).with_code(code),
            ))),
        }
    }

    #[test]
    fn a_refusal_is_one_sentence_however_it_is_printed() {
        let error = refused("Forbidden", 403);
        let sentence = "cannot get Secret.v1 default/a: secrets \"a\" is forbidden: User \"b\" cannot get resource \"secrets\"";
        assert_eq!(error.to_string(), sentence);
        assert_eq!(causes(&error), sentence);
        assert!(error.source().is_none());
        let error = anyhow::Error::new(error);
        assert_eq!(format!("{error:#}"), sentence);
        // A backtrace may follow.
        assert_eq!(format!("{error:?}").lines().next(), Some(sentence));
        assert!(!format!("{error:?}").contains("Caused by"));
        let above = error.context("the copy fails");
        assert_eq!(format!("{above:#}"), format!("the copy fails: {sentence}"));
        assert_eq!(causes(above.as_ref()), format!("the copy fails: {sentence}"));
    }

    #[test]
    fn an_answer_is_known_by_its_reason() {
        type Is = fn(&ClientError) -> bool;
        let kinds: [(&str, u16, Is); 9] = [
            ("NotFound", 404, ClientError::is_not_found),
            ("AlreadyExists", 409, ClientError::is_already_exists),
            ("Conflict", 409, ClientError::is_conflict),
            ("Forbidden", 403, ClientError::is_forbidden),
            ("Invalid", 422, ClientError::is_invalid),
            ("Unauthorized", 401, ClientError::is_unauthorized),
            ("Expired", 410, ClientError::is_expired),
            ("TooManyRequests", 429, ClientError::is_too_many_requests),
            ("Timeout", 504, ClientError::is_timeout),
        ];
        for (reason, code, _) in kinds {
            let error = refused(reason, code);
            let found: Vec<_> = kinds
                .iter()
                .filter(|(.., is)| is(&error))
                .map(|(reason, ..)| *reason)
                .collect();
            assert_eq!(found, [reason]);
        }
    }
}
