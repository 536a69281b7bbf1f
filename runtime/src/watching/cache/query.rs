//! Which objects of a cache are asked for.

use kube::core::Selector;

/// The objects of a kind that a list is to hold. All of them, unless something is said.
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
    /// All objects of the kind.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// The objects in this namespace.
    pub fn in_namespace(namespace: impl Into<String>) -> Self {
        Self {
            namespace: Some(namespace.into()),
            ..Self::default()
        }
    }

    /// Only those with these labels.
    #[must_use]
    pub fn labels(mut self, selector: impl Into<Selector>) -> Self {
        self.labels = Some(selector.into());
        self
    }

    /// Only those that have this value in an index, see [`Cache::index`](super::Cache::index).
    #[must_use]
    pub fn index(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.index = Some((name.into(), value.into()));
        self
    }

    /// Leaves out the objects that cannot be decoded, where the list would otherwise fail with
    /// [`CacheError::Undecodable`](super::CacheError::Undecodable).
    ///
    /// An object that is missing from the list may exist. So do not create what the list lacks.
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
