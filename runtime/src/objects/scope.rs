//! Errors for keys and objects of the wrong scope.

use super::{kind::AnyKind, which::Which};

/// A key, object or query whose scope differs from that of its kind.
///
/// The API server cannot have such an object, so a read of it is an error and not `None`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let config = kubewright_runtime::kube::Config::new("http://127.0.0.1:1".parse().unwrap());
/// # let kube = kubewright_runtime::kube::Client::try_from(config).unwrap();
/// # let cache = kubewright_runtime::Cache::new(kube.clone(), Default::default());
/// # let client = kubewright_runtime::Client::new(kube, cache);
/// use kubewright_runtime::{ClientError, ObjectKey, ScopeError, k8s_openapi::api::core::v1::ConfigMap};
///
/// let error = client.get_live::<ConfigMap>(&ObjectKey::cluster("one")).await.unwrap_err();
/// assert!(matches!(&error, ClientError::Scope(ScopeError::NoNamespace { name, .. }) if name == "one"));
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScopeError {
    /// The kind is namespaced, and no namespace is given.
    #[error(
        "{kind} is namespaced, but `{name}` has no namespace; \
         use `ObjectKey::namespaced`, or set `metadata.namespace` of the object"
    )]
    NoNamespace {
        /// The kind.
        kind: String,
        /// The name of the object.
        name: String,
    },

    /// The kind is cluster-scoped, and a namespace is given.
    #[error(
        "{kind} is cluster-scoped, but the namespace `{namespace}` was given; \
         use `ObjectKey::cluster`, or remove `metadata.namespace` from the object"
    )]
    HasNamespace {
        /// The kind.
        kind: String,
        /// The namespace.
        namespace: String,
    },

    /// A collection of a namespaced kind can be deleted in one namespace at a time only.
    #[error(
        "{kind} is namespaced, and the API server deletes collections in one namespace at a time; name it"
    )]
    AllNamespaces {
        /// The kind.
        kind: String,
    },
}

impl<K: AnyKind> Which<K> {
    /// Checks that an object of this name can exist in this namespace.
    pub(crate) fn check_name(&self, namespace: Option<&str>, name: &str) -> Result<(), ScopeError> {
        match namespace {
            None if self.is_namespaced() => Err(ScopeError::NoNamespace {
                kind: self.name(),
                name: name.to_owned(),
            }),
            namespace => self.check_namespace(namespace),
        }
    }

    /// Checks that objects of the kind can be in this namespace.
    pub(crate) fn check_namespace(&self, namespace: Option<&str>) -> Result<(), ScopeError> {
        match namespace {
            Some(namespace) if !self.is_namespaced() => Err(ScopeError::HasNamespace {
                kind: self.name(),
                namespace: namespace.to_owned(),
            }),
            _ => Ok(()),
        }
    }
}
