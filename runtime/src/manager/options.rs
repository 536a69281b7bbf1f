//! The options of a manager.

use std::{fmt, sync::Arc, time::Duration};

use super::undecodable::OnUndecodable;
use crate::{
    timing::clock::Clock,
    watching::cache::{CacheOptions, Namespaces},
    working::observe::Observer,
};

/// The options of a [`Manager`](crate::Manager).
///
/// ```
/// use kubewright_runtime::ManagerOptions;
/// use std::time::Duration;
///
/// let options = ManagerOptions::default().graceful_timeout(Duration::from_secs(10));
/// assert!(options.rbac_preflight);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct ManagerOptions {
    /// What the cache watches.
    pub cache: CacheOptions,
    /// How long all parts together have to stop. Default: 30 s.
    pub graceful_timeout: Duration,
    /// Whether the program has permissions in some namespaces only. If so, [`CacheOptions::namespaces`] or the flags must
    /// name them. Default: `false`.
    pub namespaced: bool,
    /// The namespace of the lease for `--leader-elect`. Default: the one that the program runs in.
    pub election_namespace: Option<String>,
    /// Observes the controllers, for metrics.
    pub observer: Option<Arc<dyn Observer>>,
    /// Whether to check at start-up the permissions that [`Manager::rbac_preflight`](crate::Manager::rbac_preflight) knows of. Default: `true`.
    pub rbac_preflight: bool,
    /// What to do about objects that cannot be decoded, besides logging and counting them. Default: nothing.
    pub undecodable: OnUndecodable,
    /// The clock of requeues, backoff and leases. Default: the system's. A test passes the clock of a
    /// [`TestClock`](crate::clock::TestClock).
    pub clock: Clock,
}

impl Default for ManagerOptions {
    fn default() -> Self {
        Self {
            cache: CacheOptions::default(),
            graceful_timeout: Duration::from_secs(30),
            namespaced: false,
            election_namespace: None,
            observer: None,
            rbac_preflight: true,
            undecodable: OnUndecodable::default(),
            clock: Clock::system(),
        }
    }
}

impl ManagerOptions {
    /// Sets what the cache watches.
    ///
    /// ```
    /// use kubewright_runtime::{ManagerOptions, cache::CacheOptions};
    /// use std::time::Duration;
    ///
    /// let cache = CacheOptions::default().sync_timeout(Duration::from_secs(30));
    /// let options = ManagerOptions::default().cache(cache);
    /// # let _ = options;
    /// ```
    #[must_use]
    pub fn cache(mut self, cache: CacheOptions) -> Self {
        self.cache = cache;
        self
    }

    /// Sets the namespaces that the cache watches.
    ///
    /// ```
    /// use kubewright_runtime::{ManagerOptions, cache::Namespaces};
    ///
    /// let options = ManagerOptions::default().in_namespaces(Namespaces::these(["team-a", "team-b"]));
    /// assert!(!options.cache.namespaces.contains("default"));
    /// ```
    #[must_use]
    pub fn in_namespaces(mut self, namespaces: Namespaces) -> Self {
        self.cache.namespaces = namespaces;
        self
    }

    /// Sets how long all parts together have to stop.
    #[must_use]
    pub fn graceful_timeout(mut self, timeout: Duration) -> Self {
        self.graceful_timeout = timeout;
        self
    }

    /// Sets whether the program has permissions in some namespaces only.
    #[must_use]
    pub fn namespaced(mut self, namespaced: bool) -> Self {
        self.namespaced = namespaced;
        self
    }

    /// Sets the namespace of the lease for `--leader-elect`.
    ///
    /// ```
    /// use kubewright_runtime::ManagerOptions;
    ///
    /// let options = ManagerOptions::default().election_namespace("leases".to_owned());
    /// assert_eq!(options.election_namespace.as_deref(), Some("leases"));
    /// ```
    #[must_use]
    pub fn election_namespace(mut self, namespace: impl Into<Option<String>>) -> Self {
        self.election_namespace = namespace.into();
        self
    }

    /// Sets what observes the controllers.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Sets whether to check permissions at start-up.
    #[must_use]
    pub fn rbac_preflight(mut self, preflight: bool) -> Self {
        self.rbac_preflight = preflight;
        self
    }

    /// Sets what to do about objects that cannot be decoded.
    #[must_use]
    pub fn undecodable(mut self, undecodable: OnUndecodable) -> Self {
        self.undecodable = undecodable;
        self
    }

    /// Sets the clock of requeues, backoff and leases.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
}

impl fmt::Debug for ManagerOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ManagerOptions")
            .field("cache", &self.cache)
            .field("graceful_timeout", &self.graceful_timeout)
            .field("namespaced", &self.namespaced)
            .field("observer", &self.observer.is_some())
            .field("rbac_preflight", &self.rbac_preflight)
            .field("undecodable", &self.undecodable)
            .field("clock", &self.clock)
            .finish()
    }
}
