//! Controllers: when to call which reconciler.

mod asynchronous;
mod departed;
mod error;
mod prepared;
mod source;
mod worker;

use std::{fmt, sync::Arc, time::Duration};

use kube::{Resource, core::ApiResource};
use tokio::sync::mpsc;

pub use error::ControllerError;
pub use source::Watch;

use crate::{
    objects::{
        dynamic::DynamicKind,
        key::ObjectKey,
        kind::{AnyKind, Kind},
        which::Which,
    },
    rbac::{Rbac, preflight::Preflight},
    timing::backoff::RateLimit,
    watching::{cache::Index, predicate::Predicate},
    working::{
        enqueue::{Itself, Mapped, OwnerOf, Referring},
        reconcile::{Reconciler, Result},
    },
};
use asynchronous::Asynchronous;
use source::Source;

/// A controller: a reconciler, and what triggers it.
///
/// The reconciler is called for every object of its kind at start-up, when the object changes, and when an object changes
/// that it owns or that is mapped to it. By default one object is reconciled at a time, in the order of a [`Queue`](crate::queue::Queue).
///
/// ```no_run
/// # use kubewright_runtime::reconcile::{Action, Reconciler, Result};
/// # use kubewright_runtime::{Manager, k8s_openapi::api::{apps::v1::Deployment, core::v1::{ConfigMap, Secret}}};
/// # use std::sync::Arc;
/// use kubewright_runtime::{Controller, ObjectKey, predicate};
/// use std::time::Duration;
///
/// # struct Settings;
/// # impl Reconciler for Settings {
/// #     type Object = ConfigMap;
/// #     async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> { Ok(Action::await_change()) }
/// # }
/// # fn register(manager: &mut Manager) -> Result<()> {
/// Controller::of(Settings)
///     .when(predicate::resource_version())
///     .owns::<Deployment>()
///     .watches(|secret: &Secret| secret.metadata.namespace.as_deref().map(|name| ObjectKey::namespaced(name, "settings")))
///     .max_concurrent_reconciles(4)
///     .deadline(Duration::from_secs(60))
///     .add_to(manager)?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a controller does nothing before it is added to a manager"]
pub struct Controller<R: Reconciler> {
    reconciler: R,
    name: String,
    main: Watch<R::Object>,
    others: Vec<Box<dyn Source>>,
    triggers: Vec<mpsc::Receiver<ObjectKey>>,
    settings: Settings,
    needs_leader: bool,
    preflight: Preflight,
}

/// The options of a controller.
#[derive(Clone, Debug)]
struct Settings {
    workers: usize,
    deadline: Option<Duration>,
    limit: RateLimit,
}

impl<R: Reconciler> Controller<R> {
    /// Creates a controller for the kind of a reconciler.
    ///
    /// Its name is the kind in lower case.
    pub fn of(reconciler: R) -> Self
    where
        R::Object: Kind,
    {
        Self::for_kind(Which::typed(), reconciler)
    }

    /// Creates a controller for a kind that is known only at run time.
    ///
    /// Its name is the kind in lower case.
    ///
    /// ```
    /// use kubewright_runtime::kube::core::{ApiResource, DynamicObject, GroupVersionKind};
    /// use kubewright_runtime::reconcile::{Action, Reconciler, Result};
    /// use kubewright_runtime::{Controller, DynamicKind};
    /// use std::sync::Arc;
    ///
    /// struct Labels;
    ///
    /// impl Reconciler for Labels {
    ///     type Object = DynamicObject;
    ///
    ///     async fn reconcile(&self, object: Arc<DynamicObject>) -> Result<Action> {
    ///         println!("{:?}", object.metadata.labels);
    ///         Ok(Action::await_change())
    ///     }
    /// }
    ///
    /// let gvk = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
    /// let kind = DynamicKind::namespaced(ApiResource::from_gvk(&gvk));
    /// assert_eq!(Controller::of_dynamic(&kind, Labels).name(), "memcached");
    /// ```
    pub fn of_dynamic(kind: &DynamicKind, reconciler: R) -> Self
    where
        R::Object: Resource<DynamicType = ApiResource>,
    {
        Self::for_kind(Which::dynamic(kind), reconciler)
    }

    fn for_kind(which: Which<R::Object>, reconciler: R) -> Self {
        Self {
            reconciler,
            name: which.kind().to_lowercase(),
            preflight: {
                let mut preflight = Preflight::default();
                preflight.watch(&which, format!("the kind {}", which.kind()));
                preflight
            },
            main: Watch::of(which, Itself),
            others: Vec::new(),
            triggers: Vec::new(),
            settings: Settings {
                workers: 1,
                deadline: None,
                limit: RateLimit::default(),
            },
            needs_leader: true,
        }
    }

    /// Sets the name in logs and metrics. A second controller of a kind needs another name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Reconciles only after changes of its own kind that match the predicate. Several predicates must all match.
    pub fn when(mut self, predicate: impl Predicate<R::Object>) -> Self {
        self.main = self.main.when(predicate);
        self
    }

    /// Also reconciles the controller owner of an object of kind `C` when that object changes.
    pub fn owns<C: Kind>(self) -> Self {
        let owner = OwnerOf(self.main.which.clone());
        self.source("owns", Watch::<C>::new(owner))
    }

    /// Also reconciles the objects whose keys `keys` returns for an object of kind `K` when that object changes. `keys` is
    /// called with the old and the new object.
    pub fn watches<K: Kind, I: IntoIterator<Item = ObjectKey> + 'static>(
        self,
        keys: impl Fn(&K) -> I + Send + Sync + 'static,
    ) -> Self {
        self.source("watches", Watch::<K>::new(Mapped(keys)))
    }

    /// Also reconciles the objects that refer to an object of kind `C` when that object changes, through an index made by
    /// [`Cache::index_keys`](crate::Cache::index_keys).
    ///
    /// ```no_run
    /// # use kubewright_runtime::reconcile::{Action, Reconciler, Result};
    /// # use std::sync::Arc;
    /// use kubewright_runtime::k8s_openapi::api::{apps::v1::Deployment, core::v1::Secret};
    /// use kubewright_runtime::{Controller, Manager, ObjectKey};
    ///
    /// # struct Restarts;
    /// # impl Reconciler for Restarts {
    /// #     type Object = Deployment;
    /// #     async fn reconcile(&self, _: Arc<Deployment>) -> Result<Action> { Ok(Action::await_change()) }
    /// # }
    /// # fn register(manager: &mut Manager) -> Result<()> {
    /// let by_secret = manager.cache().index_keys("secret", |deployment: &Deployment| {
    ///     let secret = deployment.metadata.annotations.as_ref()?.get("example.com/secret")?;
    ///     Some(ObjectKey::namespaced(deployment.metadata.namespace.as_deref()?, secret))
    /// })?;
    /// Controller::of(Restarts).watches_by_index::<Secret>(&by_secret).add_to(manager)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watches_by_index<C: Kind>(self, index: &Index<R::Object>) -> Self {
        self.source("watches_by_index", Watch::<C>::new(Referring(index.clone())))
    }

    /// Like [`watches`](Self::watches), with an async function that can call the API server or other services, and can fail.
    /// It is called with the old and the new object, outside of the watch. A failed call is retried, with a longer delay each
    /// time.
    ///
    /// ```no_run
    /// # use kubewright_runtime::reconcile::{Action, Reconciler, Result};
    /// # use kubewright_runtime::k8s_openapi::api::core::v1::{ConfigMap, Namespace};
    /// # use std::sync::Arc;
    /// use kubewright_runtime::{Controller, Manager, ObjectKey, cache::Query};
    ///
    /// # struct Settings;
    /// # impl Reconciler for Settings {
    /// #     type Object = ConfigMap;
    /// #     async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> { Ok(Action::await_change()) }
    /// # }
    /// # fn register(manager: &mut Manager) -> Result<()> {
    /// let client = manager.client();
    /// Controller::of(Settings)
    ///     .watches_async(move |namespace: Arc<Namespace>| {
    ///         let client = client.clone();
    ///         async move {
    ///             let name = namespace.metadata.name.as_deref().unwrap_or_default();
    ///             let maps = client.list::<ConfigMap>(&Query::in_namespace(name)).await?;
    ///             Ok(maps.iter().map(|map| ObjectKey::of(&**map)).collect::<Vec<_>>())
    ///         }
    ///     })
    ///     .add_to(manager)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn watches_async<C, F, I>(mut self, keys: impl Fn(Arc<C>) -> F + Send + Sync + 'static) -> Self
    where
        C: Kind,
        F: Future<Output = Result<I>> + Send + 'static,
        I: IntoIterator<Item = ObjectKey> + Send + 'static,
    {
        let which = Which::<C>::typed();
        let by = format!("`watches_async::<{}>(…)`", which.kind());
        self.preflight.watch(&which, by);
        self.others.push(Box::new(Asynchronous::<C, F, I>::new(keys)));
        self
    }

    /// Also reconciles the objects that a [`Watch`] finds.
    pub fn watch<K: AnyKind>(self, watch: Watch<K>) -> Self {
        self.source("watch", watch)
    }

    fn source<K: AnyKind>(mut self, call: &str, watch: Watch<K>) -> Self {
        let by = format!("`{call}::<{}>(…)`", watch.which.kind());
        self.preflight.watch(&watch.which, by);
        self.others.push(Box::new(watch));
        self
    }

    /// Also reconciles the objects whose keys arrive in a channel: from a webhook, a poll or another program.
    ///
    /// ```
    /// # use kubewright_runtime::reconcile::{Action, Reconciler, Result};
    /// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
    /// # use std::sync::Arc;
    /// # struct Settings;
    /// # impl Reconciler for Settings {
    /// #     type Object = ConfigMap;
    /// #     async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> { Ok(Action::await_change()) }
    /// # }
    /// use kubewright_runtime::{Controller, ObjectKey};
    ///
    /// let (send, keys) = tokio::sync::mpsc::channel(1024);
    /// let controller = Controller::of(Settings).triggered_by(keys);
    /// send.try_send(ObjectKey::namespaced("default", "settings")).unwrap();
    /// # let _ = controller;
    /// ```
    pub fn triggered_by(mut self, keys: mpsc::Receiver<ObjectKey>) -> Self {
        self.triggers.push(keys);
        self
    }

    /// Sets how many objects are reconciled concurrently. Default: 1.
    pub fn max_concurrent_reconciles(mut self, count: usize) -> Self {
        self.settings.workers = count.max(1);
        self
    }

    /// Sets how long a reconcile may take. One that takes longer is cancelled and counts as failed.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.deadline = Some(deadline);
        self
    }

    /// Sets how fast failed objects are retried.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.settings.limit = limit;
        self
    }

    /// Runs the controller in every replica, not only in the leader.
    pub fn without_leader(mut self) -> Self {
        self.needs_leader = false;
        self
    }

    /// Checks at start-up that the program has the permissions of the reconciler's markers. If some are missing, the manager
    /// ends with an error that lists all of them with their markers.
    ///
    /// ```no_run
    /// # use kubewright_runtime::{Controller, Manager, Rbac};
    /// # use kubewright_runtime::reconcile::{Action, Reconciler, Result};
    /// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
    /// # use std::sync::Arc;
    /// /// +kubebuilder:rbac:groups=core,resources=configmaps,verbs=get;list;watch
    /// #[derive(Rbac)]
    /// struct Settings;
    ///
    /// # impl Reconciler for Settings {
    /// #     type Object = ConfigMap;
    /// #     async fn reconcile(&self, _: Arc<ConfigMap>) -> Result<Action> { Ok(Action::await_change()) }
    /// # }
    /// # fn register(manager: &mut Manager) -> Result<()> {
    /// Controller::of(Settings).rbac_preflight().add_to(manager)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn rbac_preflight(mut self) -> Self
    where
        R: Rbac,
    {
        self.preflight.add::<R>();
        self
    }

    /// What the preflight asks for.
    pub(crate) fn preflight(&self) -> &Preflight {
        &self.preflight
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl<R: Reconciler> fmt::Debug for Controller<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Controller")
            .field("name", &self.name)
            .field("settings", &self.settings)
            .field("needs_leader", &self.needs_leader)
            .finish_non_exhaustive()
    }
}
