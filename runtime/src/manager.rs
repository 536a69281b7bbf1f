//! The manager: runs servers, caches and controllers, and stops them in order.

#[cfg(feature = "manager")]
mod args;
mod candidate;
#[cfg(feature = "leader")]
mod election;
mod error;
pub(crate) mod exit;
mod options;
mod part;
#[cfg(feature = "manager")]
mod serving;
mod signals;
mod supervisor;
mod undecodable;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use tokio::time::timeout;

#[cfg(feature = "manager")]
pub use args::ManagerArgs;
pub use candidate::{Candidate, Leads};
pub use error::ManagerError;
pub use options::ManagerOptions;
pub use part::{Running, Stage};
pub use undecodable::OnUndecodable;

use crate::{
    rbac::{Need, Rbac, Registered, Right, preflight::Preflight},
    reporting::causes::causes,
    timing::clock::Clock,
    watching::cache::{Cache, Namespaces},
    working::{
        controller::{Controller, ControllerError},
        reconcile::Reconciler,
    },
    writing::{client::Client, events::Recorder},
};
use part::Part;
use supervisor::Supervisor;

const LAST_EVENTS: Duration = Duration::from_secs(5);

/// Runs everything in an operator, and holds the client and the cache that the parts share.
///
/// [`run`](Manager::run) starts the parts by [`Stage`]: servers, webhooks, caches, others, and the controllers when this
/// replica leads. A stage starts when the parts of the one before are ready. A signal, a failed part or a lost lease stops
/// all parts in reverse order.
///
/// ```no_run
/// use kubewright_runtime::reconcile::{Action, Reconciler, Result};
/// use kubewright_runtime::{Client, Controller, Manager, ManagerOptions};
/// use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use std::sync::Arc;
///
/// struct Settings {
///     client: Client,
/// }
///
/// impl Reconciler for Settings {
///     type Object = ConfigMap;
///
///     async fn reconcile(&self, map: Arc<ConfigMap>) -> Result<Action> {
///         Ok(Action::await_change())
///     }
/// }
///
/// #[tokio::main]
/// async fn main() -> anyhow::Result<()> {
///     let mut manager = Manager::connect(ManagerOptions::default()).await?;
///     let settings = Settings { client: manager.client() };
///     Controller::of(settings).add_to(&mut manager)?;
///     manager.run().await?;
///     Ok(())
/// }
/// ```
#[must_use = "nothing runs before `run`"]
pub struct Manager {
    client: Client,
    options: ManagerOptions,
    parts: Vec<Part>,
    preflight: Preflight,
    registered: Registered,
    /// Whether this is a whole program, made from its flags, and not a manager in a test.
    is_program: bool,
    recorders: BTreeMap<String, Recorder>,
    controllers: BTreeSet<String>,
    candidate: Option<Box<dyn Candidate>>,
    #[cfg(feature = "manager")]
    serving: serving::Serving,
}

impl Manager {
    /// Creates a manager with a kube client.
    pub fn new(client: kube::Client, options: ManagerOptions) -> Self {
        let cache = Cache::new(client.clone(), options.cache.clone());
        Self {
            client: Client::new(client, cache),
            options,
            parts: Vec::new(),
            preflight: Preflight::default(),
            registered: Registered::default(),
            is_program: false,
            recorders: BTreeMap::new(),
            controllers: BTreeSet::new(),
            candidate: None,
            #[cfg(feature = "manager")]
            serving: serving::Serving::default(),
        }
    }

    /// Creates a manager for the cluster of the kubeconfig in `KUBECONFIG` or in the home folder, or else for the cluster
    /// that the program runs in.
    ///
    /// # Errors
    ///
    /// If there is neither, or the configuration cannot be used.
    pub async fn connect(options: ManagerOptions) -> Result<Self, ManagerError> {
        let config = kube::Config::infer()
            .await
            .map_err(|error| ManagerError::NoCluster {
                reason: causes(&error),
            })?;
        let client = kube::Client::try_from(config).map_err(|error| ManagerError::NoCluster {
            reason: causes(&error),
        })?;
        Ok(Self::new(client, options))
    }

    /// Returns the client for reconcilers, which reads from the manager's cache and writes to the API server.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Returns the cache that all parts share.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        self.client.cache()
    }

    /// Returns the clock of requeues, backoff and leases. Reconcilers that need the time ask this clock, so that a test can
    /// move it.
    ///
    /// ```no_run
    /// # fn register(manager: &kubewright_runtime::Manager) {
    /// use kubewright_runtime::Clock;
    ///
    /// struct Schedules {
    ///     clock: Clock,
    /// }
    ///
    /// let schedules = Schedules { clock: manager.clock() };
    /// let now = schedules.clock.now();
    /// # }
    /// ```
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.options.clock.clone()
    }

    /// Returns what sends events about objects in the background, in the name of a controller. [`run`](Manager::run) sends
    /// pending events before it ends.
    ///
    /// ```no_run
    /// # use kubewright_runtime::{Manager, k8s_openapi::api::core::v1::ConfigMap};
    /// # fn register(manager: &mut Manager, memcached: &ConfigMap) {
    /// let events = manager.recorder("memcached");
    /// events.normal(memcached, "Scaled", "Scale", "now 3 replicas");
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    pub fn recorder(&mut self, controller: &str) -> Recorder {
        let client = self.client.kube();
        let recorder = self.recorders.entry(controller.to_owned());
        recorder
            .or_insert_with(|| Recorder::new(client.clone(), controller))
            .clone()
    }

    /// Adds a part.
    ///
    /// ```no_run
    /// # use kubewright_runtime::{Manager, manager::{Running, Stage}};
    /// # fn add(manager: &mut Manager) {
    /// manager.add("heartbeat", Stage::Others, |mut running: Running| async move {
    ///     running.ready();
    ///     running.stopped().await;
    ///     Ok(())
    /// });
    /// # }
    /// ```
    pub fn add<F, R>(&mut self, name: impl Into<String>, stage: Stage, run: F)
    where
        F: FnOnce(Running) -> R + Send + 'static,
        R: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        self.parts.push(Part::new(name.into(), stage, run));
    }

    /// Checks at start-up that the program has the permissions of the markers of a type. For a reconciler, use
    /// [`Controller::rbac_preflight`].
    ///
    /// Markers that name a role are ignored, because their permissions are for somebody else.
    ///
    /// ```no_run
    /// # fn add(manager: &mut kubewright_runtime::Manager) {
    /// use kubewright_runtime::Rbac;
    ///
    /// /// +kubebuilder:rbac:groups=core,resources=secrets,verbs=get;create;update,namespace=memcached-system
    /// #[derive(Rbac)]
    /// struct Certificates;
    ///
    /// manager.rbac_preflight::<Certificates>();
    /// # }
    /// ```
    pub fn rbac_preflight<T: Rbac>(&mut self) {
        self.registered.add::<T>();
        self.preflight.add::<T>();
    }

    /// Starts the parts of [`Stage::Leader`] only when this replica leads.
    pub fn elect(&mut self, candidate: impl Candidate) {
        self.candidate = Some(Box::new(candidate));
    }

    /// Runs all parts until SIGTERM or SIGINT, and stops them. A second signal ends the program at once.
    ///
    /// Afterwards the manager has no parts any more.
    ///
    /// # Errors
    ///
    /// If permissions are missing, a part fails or does not stop in time, or this replica loses its lease.
    // Borrows mutably, so that `let mut manager` causes no warning in a program that adds nothing yet.
    pub async fn run(&mut self) -> Result<(), ManagerError> {
        let signals = signals::Signals::new().inspect_err(log)?;
        self.run_parts(signals.first()).await
    }

    /// Runs all parts until `stop` completes, and stops them.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run).
    pub async fn run_until(mut self, stop: impl Future<Output = ()>) -> Result<(), ManagerError> {
        self.run_parts(stop).await
    }

    async fn run_parts(&mut self, stop: impl Future<Output = ()>) -> Result<(), ManagerError> {
        let mut stop = std::pin::pin!(stop);
        if self.is_program {
            self.report_unregistered();
        }
        if self.options.rbac_preflight {
            self.require_events();
            #[cfg(feature = "manager")]
            self.require_certificates();
            let (client, cache) = (self.client.kube(), self.client.cache());
            let preflight = self.preflight.run(client, cache, &self.options.cache.namespaces);
            tokio::select! {
                biased;
                () = &mut stop => return Ok(()),
                result = preflight => result.map_err(ManagerError::from).inspect_err(log)?,
            }
        }
        self.watch_undecodable();
        let synced = Arc::new(AtomicBool::new(false));
        #[cfg(feature = "manager")]
        self.finish_serving(synced.clone());
        let cache = self.cache().clone();
        self.add("cache", Stage::Caches, move |mut running| async move {
            cache.start();
            tokio::select! {
                biased;
                () = running.stopped() => {}
                result = cache.synced() => result?,
            }
            synced.store(true, Ordering::Relaxed);
            running.ready();
            running.stopped().await;
            cache.stop().await;
            Ok(())
        });
        let parts = std::mem::take(&mut self.parts);
        let result = Supervisor::new(parts, self.candidate.take(), self.options.graceful_timeout)
            .run(stop)
            .await;
        if !matches!(result, Err(ManagerError::Lost { .. })) {
            flush(&self.recorders).await;
        }
        result
    }

    fn add_controller<R: Reconciler>(&mut self, controller: Controller<R>) -> Result<(), ControllerError> {
        if !self.controllers.insert(controller.name().to_owned()) {
            return Err(ControllerError::NameTaken {
                controller: controller.name().to_owned(),
            });
        }
        self.registered.add::<R>();
        self.preflight.extend(controller.preflight(), controller.name());
        let prepared = controller.prepare(
            self.client.cache(),
            self.options.observer.clone(),
            self.options.clock.clone(),
        );
        let stage = if prepared.needs_leader {
            Stage::Leader
        } else {
            Stage::Others
        };
        let run = prepared.run;
        self.add(
            format!("controller {}", prepared.name),
            stage,
            move |running| async move { Ok(run(running.token()).await?) },
        );
        Ok(())
    }
}

impl Manager {
    /// Logs what the program contains but does not run.
    fn report_unregistered(&self) {
        #[cfg(feature = "manager")]
        let no_webhooks = self.serving.has_no_webhooks();
        #[cfg(not(feature = "manager"))]
        let no_webhooks = true;
        if self.controllers.is_empty() && no_webhooks {
            tracing::warn!(
                "no controllers and no webhooks are registered; call their `register` functions in `main`"
            );
        }
        self.registered.report();
    }

    /// Requires the permissions for events, in the namespaces of the objects.
    fn require_events(&mut self) {
        let namespaces = match &self.options.cache.namespaces {
            Namespaces::All => vec![String::new()],
            Namespaces::These(names) => names.iter().cloned().collect(),
        };
        for controller in self.recorders.keys() {
            let need = Need::new(
                format!("`recorder({controller:?})`"),
                "a marker `+kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch`",
            );
            let rights = namespaces.iter().flat_map(|namespace| {
                ["create", "patch"]
                    .map(|verb| Right::resource("events.k8s.io", "events", "", namespace, verb))
            });
            self.preflight.require(&need, rights);
        }
    }
}

/// Logs an error of the manager, so that `main` does not have to.
fn log(error: &ManagerError) {
    tracing::error!(%error, "the manager does not start");
}

/// Sends pending events, for some seconds.
async fn flush(recorders: &BTreeMap<String, Recorder>) {
    let sent = join_all(recorders.values().map(Recorder::flush));
    if timeout(LAST_EVENTS, sent).await.is_err() {
        tracing::warn!("the last events are not sent");
    }
}

impl<R: Reconciler> Controller<R> {
    /// Adds the controller to a manager, which runs it.
    ///
    /// # Errors
    ///
    /// If the manager has a controller with this name.
    pub fn add_to(self, manager: &mut Manager) -> Result<(), ControllerError> {
        manager.add_controller(self)
    }
}

impl fmt::Debug for Manager {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Manager")
            .field("options", &self.options)
            .field("parts", &self.parts)
            .finish_non_exhaustive()
    }
}
