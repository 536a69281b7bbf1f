//! The options of caches and of their kinds.

use std::{collections::BTreeSet, fmt, sync::Arc, time::Duration};

use kube::core::Selector;

use crate::{objects::kind::AnyKind, timing::backoff::Backoff};

/// The namespaces to watch.
///
/// ```
/// use kubewright_runtime::cache::Namespaces;
///
/// assert_eq!(Namespaces::these(["a", "b"]), Namespaces::these(["b", "a"]));
/// assert!(Namespaces::All.contains("a"));
/// assert!(!Namespaces::these(["b"]).contains("a"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Namespaces {
    /// All namespaces, with one watch per kind.
    #[default]
    All,
    /// Some namespaces, with one watch per kind and namespace.
    These(BTreeSet<String>),
}

impl Namespaces {
    /// Creates a set of namespaces.
    pub fn these<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::These(names.into_iter().map(Into::into).collect())
    }

    /// Reads the namespaces from an environment variable such as `WATCH_NAMESPACE`, separated by commas. `*` stands for all.
    ///
    /// # Errors
    ///
    /// If the variable is unset or empty. Watching all namespaces instead would need permissions that the program may not have.
    ///
    /// ```
    /// use kubewright_runtime::cache::Namespaces;
    ///
    /// let error = Namespaces::from_env("NOT_SET").unwrap_err();
    /// assert!(error.to_string().starts_with("NOT_SET names no namespace to watch"));
    /// ```
    pub fn from_env(variable: &str) -> Result<Self, NoNamespace> {
        let text = std::env::var(variable).unwrap_or_default();
        Self::listed(&text).ok_or_else(|| NoNamespace {
            variable: variable.to_owned(),
        })
    }

    fn listed(text: &str) -> Option<Self> {
        let names = || text.split(',').map(str::trim).filter(|name| !name.is_empty());
        match names().count() {
            0 => None,
            _ if names().any(|name| name == "*") => Some(Self::All),
            _ => Some(Self::these(names())),
        }
    }

    /// Returns whether a namespace is watched.
    #[must_use]
    pub fn contains(&self, namespace: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(names) => names.contains(namespace),
        }
    }
}

/// An environment variable does not name a namespace.
///
/// ```
/// use kubewright_runtime::cache::{Namespaces, NoNamespace};
///
/// let error: NoNamespace = Namespaces::from_env("NOT_SET").unwrap_err();
/// assert_eq!(error.variable, "NOT_SET");
/// ```
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{variable} names no namespace to watch; set it to one, to several as `a,b`, or to `*` for all")]
pub struct NoNamespace {
    /// The name of the variable.
    pub variable: String,
}

/// The options of a [`Cache`](crate::Cache), for all its kinds.
///
/// ```
/// use kubewright_runtime::ManagerOptions;
/// use kubewright_runtime::cache::{CacheOptions, Namespaces};
///
/// let cache = CacheOptions::default().namespaces(Namespaces::these(["team-a"])).on_demand(false);
/// assert_eq!(cache.sync_timeout.as_secs(), 120);
/// let options = ManagerOptions::default().cache(cache);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CacheOptions {
    /// The namespaces to watch, unless [`KindOptions::namespaces`] says otherwise. Default: all.
    pub namespaces: Namespaces,
    /// How long a reader or a controller waits for the first list of a kind. Default: two minutes.
    pub sync_timeout: Duration,
    /// Whether the first read of a kind starts its watch. Otherwise such a read fails. Default: `true`.
    pub on_demand: bool,
    /// How long a watch that failed waits before it tries again. Default: 800 ms, then twice as long each time, up to 30 s.
    pub retry: Backoff,
}

impl CacheOptions {
    /// Sets the namespaces to watch.
    #[must_use]
    pub fn namespaces(mut self, namespaces: Namespaces) -> Self {
        self.namespaces = namespaces;
        self
    }

    /// Sets how long a reader or a controller waits for the first list of a kind.
    #[must_use]
    pub fn sync_timeout(mut self, timeout: Duration) -> Self {
        self.sync_timeout = timeout;
        self
    }

    /// Sets whether the first read of a kind starts its watch.
    #[must_use]
    pub fn on_demand(mut self, on_demand: bool) -> Self {
        self.on_demand = on_demand;
        self
    }

    /// Sets how long a watch that failed waits before it tries again.
    #[must_use]
    pub fn retry(mut self, retry: Backoff) -> Self {
        self.retry = retry;
        self
    }
}

impl Default for CacheOptions {
    fn default() -> Self {
        Self {
            namespaces: Namespaces::All,
            sync_timeout: Duration::from_secs(120),
            on_demand: true,
            retry: Backoff {
                base: Duration::from_millis(800),
                max: Duration::from_secs(30),
            },
        }
    }
}

/// How a cache keeps the objects of a kind.
///
/// A third form is metadata only: read and watch `PartialObjectMeta<K>` in place of `K`, which takes a fraction of the
/// memory. Two forms of one kind are two watches.
///
/// ```
/// use kubewright_runtime::cache::{Form, KindOptions};
/// use kubewright_runtime::k8s_openapi::api::core::v1::Secret;
///
/// assert_eq!(Form::default(), Form::Compact);
/// let options = KindOptions::<Secret>::default().typed();
/// assert!(format!("{options:?}").contains("form: Typed"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// As JSON, which takes a quarter of the memory of decoded values. Reads decode it. Objects that were read or changed in
    /// the last seconds stay decoded and are shared by readers: of those that were read one by one as many as
    /// [`KindOptions::decoded`] says, of a list all.
    #[default]
    Compact,
    /// As decoded values, which readers share. For kinds with many objects that are listed often.
    Typed,
}

/// How a store keeps objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) form: Form,
    /// The bytes of JSON of the compact objects that stay decoded.
    pub(super) decoded: usize,
    /// Whether the text of compact objects stays as the API server sent it.
    pub(super) text: bool,
}

/// Some thousand small objects, some hundred Pods: as many as a controller works with at a time.
const DECODED: usize = 4 << 20;

/// The options of one kind in a [`Cache`](crate::Cache).
///
/// For metadata only, read and watch `PartialObjectMeta<K>` in place of `K`.
///
/// ```
/// use kubewright_runtime::cache::{KindOptions, Namespaces};
/// use kubewright_runtime::{k8s_openapi::api::core::v1::Secret, kube::core::Selector};
///
/// let options = KindOptions::<Secret>::default()
///     .decoded(64 << 10)
///     .labels(Selector::from_iter([("app", "memcached")]))
///     .namespaces(Namespaces::these(["default"]))
///     .transform(|secret| secret.metadata.annotations = None);
/// ```
pub struct KindOptions<K> {
    pub(super) kept: Kept,
    pub(super) labels: Option<Selector>,
    pub(super) fields: Option<String>,
    pub(super) namespaces: Option<Namespaces>,
    pub(super) managed_fields: bool,
    pub(super) transform: Option<Arc<Transform<K>>>,
}

type Transform<K> = dyn Fn(&mut K) + Send + Sync;

impl<K: AnyKind> KindOptions<K> {
    /// Keeps objects as decoded values, see [`Form::Typed`].
    #[must_use]
    pub fn typed(mut self) -> Self {
        self.kept.form = Form::Typed;
        self
    }

    /// Sets how many of the objects that were read or changed in the last seconds stay decoded, by the bytes of their JSON.
    /// Default: 4 MiB, which take about 16 MiB when they are decoded. Reads of other objects decode them. With 0, every read
    /// decodes.
    #[must_use]
    pub fn decoded(mut self, bytes: usize) -> Self {
        self.kept.decoded = bytes;
        self
    }

    /// Watches only objects that a label selector matches.
    #[must_use]
    pub fn labels(mut self, selector: impl Into<Selector>) -> Self {
        self.labels = Some(selector.into());
        self
    }

    /// Watches only objects that a field selector matches, for example `status.phase=Running`.
    #[must_use]
    pub fn fields(mut self, selector: impl Into<String>) -> Self {
        self.fields = Some(selector.into());
        self
    }

    /// Sets the namespaces to watch, instead of those of the [`CacheOptions`].
    #[must_use]
    pub fn namespaces(mut self, namespaces: Namespaces) -> Self {
        self.namespaces = Some(namespaces);
        self
    }

    /// Keeps `metadata.managedFields`, which are removed by default because they are often half of an object.
    #[must_use]
    pub fn keep_managed_fields(mut self) -> Self {
        self.managed_fields = true;
        self
    }

    /// Keeps every object as the text that the API server sent, with `metadata.managedFields`, for
    /// [`KindCache::text`](super::KindCache::text). Decoded objects are as without this option.
    ///
    /// The text of objects that are kept [`typed`](Self::typed) or changed by a [`transform`](Self::transform) is not kept.
    #[must_use]
    pub fn keep_text(mut self) -> Self {
        self.kept.text = true;
        self
    }

    /// Changes every object before it is kept, for example to remove fields that nothing reads.
    #[must_use]
    pub fn transform(mut self, transform: impl Fn(&mut K) + Send + Sync + 'static) -> Self {
        self.transform = Some(Arc::new(transform));
        self
    }

    /// What is kept of an object without its managed fields, which are beside it as text.
    pub(super) fn kept(&self, mut object: K, managed: Option<&str>) -> K {
        if self.managed_fields
            && let Some(managed) = managed
        {
            // The API server wrote them; if they cannot be decoded, they are of no use.
            object.meta_mut().managed_fields = serde_json::from_str(managed).ok();
        }
        if let Some(transform) = &self.transform {
            transform(&mut object);
        }
        match self.kept.form {
            // The lists of a decoded object have spare capacity; those of a clone do not.
            Form::Typed => object.clone(),
            Form::Compact => object,
        }
    }

    /// Whether [`kept`](Self::kept) leaves objects as they are.
    pub(super) fn keeps_all(&self) -> bool {
        !self.managed_fields && self.transform.is_none()
    }
}

impl<K> Default for KindOptions<K> {
    fn default() -> Self {
        Self {
            kept: Kept {
                form: Form::default(),
                decoded: DECODED,
                text: false,
            },
            labels: None,
            fields: None,
            namespaces: None,
            managed_fields: false,
            transform: None,
        }
    }
}

impl<K> Clone for KindOptions<K> {
    fn clone(&self) -> Self {
        Self {
            kept: self.kept,
            labels: self.labels.clone(),
            fields: self.fields.clone(),
            namespaces: self.namespaces.clone(),
            managed_fields: self.managed_fields,
            transform: self.transform.clone(),
        }
    }
}

impl<K> fmt::Debug for KindOptions<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KindOptions")
            .field("form", &self.kept.form)
            .field("decoded", &self.kept.decoded)
            .field("text", &self.kept.text)
            .field("labels", &self.labels)
            .field("fields", &self.fields)
            .field("namespaces", &self.namespaces)
            .field("managed_fields", &self.managed_fields)
            .field("transform", &self.transform.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::Secret;

    use super::*;

    #[test]
    fn namespaces_are_listed_by_commas() {
        assert_eq!(Namespaces::listed("a, b,"), Some(Namespaces::these(["a", "b"])));
        assert_eq!(Namespaces::listed("a,*"), Some(Namespaces::All));
        assert_eq!(Namespaces::listed(" ,"), None);
        assert_eq!(Namespaces::listed(""), None);
    }

    #[test]
    fn what_is_kept_has_no_room_for_more() {
        let text = r#"{ "metadata": { "finalizers": ["a"] } }"#;
        let secret: Secret = serde_json::from_str(text).unwrap();
        let kept = KindOptions::default().typed().kept(secret, None);
        assert_eq!(kept.metadata.finalizers.map(|list| list.capacity()), Some(1));
    }
}
