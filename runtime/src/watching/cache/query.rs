//! Queries of a cache.

use kube::core::Selector;

/// Selects objects of a kind in a cache.
///
/// ```
/// use kubewright_runtime::{cache::Query, kube::core::Expression};
///
/// let query = Query::in_namespace("default")
///     .labels(Expression::Exists("app".to_owned()))
///     .index("owner", "sample");
/// # let _ = query;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub(crate) namespace: Option<String>,
    pub(crate) labels: Option<Selector>,
    pub(crate) index: Option<(String, String)>,
    pub(crate) skip_undecodable: bool,
}

impl Query {
    /// Selects all objects of the kind.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Selects the objects of a namespace.
    pub fn in_namespace(namespace: impl Into<String>) -> Self {
        Self {
            namespace: Some(namespace.into()),
            ..Self::default()
        }
    }

    /// Selects only objects that a label selector matches.
    #[must_use]
    pub fn labels(mut self, selector: impl Into<Selector>) -> Self {
        self.labels = Some(selector.into());
        self
    }

    /// Selects only objects that have this value in an index, see [`Cache::index`](super::Cache::index).
    #[must_use]
    pub fn index(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.index = Some((name.into(), value.into()));
        self
    }

    /// Skips undecodable objects. Otherwise the list fails with [`CacheError::Undecodable`](super::CacheError::Undecodable).
    ///
    /// An object that is missing from such a list may exist, so do not create it.
    ///
    /// ```
    /// use kubewright_runtime::cache::Query;
    ///
    /// let query = Query::in_namespace("default").skip_undecodable();
    /// # let _ = query;
    /// ```
    #[must_use]
    pub fn skip_undecodable(mut self) -> Self {
        self.skip_undecodable = true;
        self
    }
}
