//! The options of an environment, and its start.

use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use super::{Backend, Environment};
use crate::assets::{AssetSearch, Assets, Binary};
use crate::authority::Authority;
use crate::cluster::Cluster;
use crate::control_plane::{ControlPlane, Settings};
use crate::crds::Crds;
use crate::error::Error;
use crate::existing::{self, Existing};
use crate::pool;
use crate::webhook_server::WebhookServer;
use crate::webhooks::Webhooks;

const READY: Duration = Duration::from_secs(60);
const ATTEMPTS: usize = 3;

/// The options of an [`Environment`].
///
/// ```no_run
/// # async fn example() -> Result<(), kubewright_envtest::Error> {
/// use kubewright_envtest::Environment;
///
/// let environment = Environment::builder()
///     .crd_path("config/crd/bases")
///     .apiserver_argument("--feature-gates=MutatingAdmissionPolicy=true")
///     .start()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing runs before `start`"]
pub struct EnvironmentBuilder {
    assets: AssetSearch,
    settings: Settings,
    crd_paths: Vec<PathBuf>,
    crds: Crds,
    webhook_paths: Vec<PathBuf>,
    webhooks: Webhooks,
    webhook_host: String,
    existing: Option<bool>,
    kubeconfig: Option<PathBuf>,
    limit: Duration,
    ahead: bool,
}

impl EnvironmentBuilder {
    pub(super) fn new() -> Self {
        Self {
            assets: AssetSearch::from_env(),
            settings: Settings {
                real_controllers: std::env::var_os("ENVTEST_REAL_CONTROLLERS")
                    .is_some_and(|value| value == "true"),
                ..Settings::default()
            },
            crd_paths: Vec::new(),
            crds: Crds::default(),
            webhook_paths: Vec::new(),
            webhooks: Webhooks::default(),
            webhook_host: String::from("127.0.0.1"),
            existing: None,
            kubeconfig: None,
            limit: READY,
            ahead: false,
        }
    }

    /// Installs the CRDs of a file or folder, see [`Crds::read`]. Can be called several times.
    pub fn crd_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.crd_paths.push(path.into());
        self
    }

    /// Installs CRDs. Can be called several times.
    pub fn crds(mut self, crds: impl Into<Crds>) -> Self {
        self.crds.extend([crds.into()]);
        self
    }

    /// Installs the webhook configurations of a file or folder, see [`Webhooks::read`]. Can be called several times.
    pub fn webhook_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.webhook_paths.push(path.into());
        self
    }

    /// Installs webhook configurations. Can be called several times.
    pub fn webhooks(mut self, webhooks: impl Into<Webhooks>) -> Self {
        self.webhooks.extend([webhooks.into()]);
        self
    }

    /// Sets the host at which the API server calls webhooks. Default: `127.0.0.1`. For an existing cluster that reaches this
    /// machine by another name.
    pub fn webhook_host(mut self, host: impl Into<String>) -> Self {
        self.webhook_host = host.into();
        self
    }

    /// Sets whether to use the cluster that `kubectl` would use, and to start nothing.
    ///
    /// Default: `true` if the environment variable `USE_EXISTING_CLUSTER` is `true`, as for controller-runtime. Installed
    /// objects stay in the cluster. Options of servers have no effect.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::builder().existing_cluster(true).start().await?;
    /// println!("{}", environment.url());
    /// # Ok(())
    /// # }
    /// ```
    pub fn existing_cluster(mut self, existing: bool) -> Self {
        self.existing = Some(existing);
        self
    }

    /// Uses the cluster of a kubeconfig's current context, and starts nothing.
    pub fn existing_cluster_of(mut self, kubeconfig: impl Into<PathBuf>) -> Self {
        self.existing = Some(true);
        self.kubeconfig = Some(kubeconfig.into());
        self
    }

    /// Adds an argument of kube-apiserver, or overrides one.
    pub fn apiserver_argument(mut self, argument: impl Into<String>) -> Self {
        self.settings.apiserver_arguments.push(argument.into());
        self
    }

    /// Adds an argument of etcd, or overrides one.
    pub fn etcd_argument(mut self, argument: impl Into<String>) -> Self {
        self.settings.etcd_arguments.push(argument.into());
        self
    }

    /// Also runs controllers, a scheduler and a simulated node, see [`Environment::cluster`](Environment::cluster).
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::builder().cluster().crd_path("config/crd/bases").start().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn cluster(mut self) -> Self {
        self.settings.cluster = true;
        self
    }

    /// Like [`cluster`](Self::cluster), with Kubernetes' own programs: kube-controller-manager, kube-scheduler, and [kwok] for the
    /// node.
    ///
    /// The first start on a machine builds them with Go, which takes some minutes. The environment variable
    /// `ENVTEST_REAL_CONTROLLERS=true` does this for every cluster.
    ///
    /// [kwok]: https://kwok.sigs.k8s.io
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::builder().real_controllers().start().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn real_controllers(mut self) -> Self {
        self.settings.real_controllers = true;
        self.cluster()
    }

    /// Returns the servers that are started.
    ///
    /// ```
    /// use kubewright_envtest::{Binary, Environment};
    ///
    /// assert_eq!(Environment::builder().binaries(), Binary::CONTROL_PLANE);
    /// assert_eq!(Environment::builder().real_controllers().binaries(), Binary::CLUSTER);
    /// ```
    #[must_use]
    pub fn binaries(&self) -> &'static [Binary] {
        self.settings.binaries()
    }

    /// Adds an argument of kube-controller-manager, or overrides one. Implies [`real_controllers`](Self::real_controllers).
    pub fn controller_manager_argument(mut self, argument: impl Into<String>) -> Self {
        self = self.real_controllers();
        self.settings.controller_manager_arguments.push(argument.into());
        self
    }

    /// Adds an argument of kube-scheduler, or overrides one. Implies [`real_controllers`](Self::real_controllers).
    pub fn scheduler_argument(mut self, argument: impl Into<String>) -> Self {
        self = self.real_controllers();
        self.settings.scheduler_arguments.push(argument.into());
        self
    }

    /// Writes the output of the servers to stderr instead of to log files.
    pub fn attach_output(mut self) -> Self {
        self.settings.attached = true;
        self
    }

    /// Sets where to look for the servers.
    pub fn assets(mut self, assets: AssetSearch) -> Self {
        self.assets = assets;
        self
    }

    /// Sets how long to wait until the servers are ready. Default: one minute.
    pub fn ready_within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Starts the servers of the next environment ahead, so that it finds them ready. For programs that start several environments
    /// with the same arguments one after the other. The last ones are not used; they end with the program.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    ///
    /// for _ in 0..10 {
    ///     let environment = Environment::builder().start_next_ahead().start().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn start_next_ahead(mut self) -> Self {
        self.ahead = true;
        self
    }

    /// Starts the environment.
    ///
    /// # Errors
    ///
    /// If the servers are not found, do not start or do not become ready, or if the API server rejects a CRD.
    pub async fn start(self) -> Result<Environment, Error> {
        let mut crds = self.crds.clone();
        for path in &self.crd_paths {
            crds.extend([Crds::read(path)?]);
        }
        let mut webhooks = self.webhooks.clone();
        for path in &self.webhook_paths {
            webhooks.extend([Webhooks::read(path)?]);
        }
        let environment = if self.existing.unwrap_or_else(existing::asked_for) {
            let environment = self.connect().await?;
            environment.install_crds(crds).await?;
            environment
        } else {
            self.start_servers(crds).await?
        };
        environment.install_webhooks(webhooks).await?;
        Ok(environment)
    }

    async fn connect(&self) -> Result<Environment, Error> {
        let existing = Existing::connect(self.kubeconfig.as_deref()).await?;
        Ok(Environment {
            webhook_server: WebhookServer::prepare(
                &self.webhook_host,
                &Authority::new()?,
                existing.folder(),
            )?,
            cluster: None,
            backend: Backend::Existing(Box::new(existing)),
            faults: OnceLock::new(),
            installing: tokio::sync::Mutex::default(),
            limit: self.limit,
        })
    }

    async fn start_servers(&self, crds: Crds) -> Result<Environment, Error> {
        let (search, binaries) = (self.assets.clone(), self.settings.binaries());
        let assets = tokio::task::spawn_blocking(move || search.find(binaries))
            .await
            .map_err(|error| Error::Start {
                name: "etcd",
                source: io::Error::other(error),
            })??;
        let (control_plane, cluster) = self.start_control_plane(&assets).await?;
        let webhook_server = WebhookServer::prepare(
            &self.webhook_host,
            control_plane.authority(),
            control_plane.folder(),
        )?;
        let mut environment = Environment {
            webhook_server,
            cluster,
            backend: Backend::Own(Box::new(control_plane)),
            faults: OnceLock::new(),
            installing: tokio::sync::Mutex::default(),
            limit: self.limit,
        };
        environment.install_crds(crds).await?;
        let Backend::Own(control_plane) = &environment.backend else {
            return Ok(environment);
        };
        if self.settings.cluster && self.settings.real_controllers {
            let servers = Cluster::servers(&assets, &self.settings, control_plane).await?;
            environment.cluster = Some(servers);
        }
        if let Some(cluster) = &mut environment.cluster {
            cluster.ready(control_plane, self.limit).await?;
        }
        Ok(environment)
    }

    async fn start_control_plane(&self, assets: &Assets) -> Result<(ControlPlane, Option<Cluster>), Error> {
        let mut attempt = 1;
        loop {
            let ahead = pool::take(assets, &self.settings).map(Ok);
            let mut control_plane = ahead.unwrap_or_else(|| ControlPlane::spawn(assets, &self.settings))?;
            let cluster = Cluster::beside(&self.settings, &control_plane, self.limit)?;
            match control_plane.ready(self.limit).await {
                Ok(()) => {
                    if self.ahead {
                        pool::start_next(assets, &self.settings);
                    }
                    return Ok((control_plane, cluster));
                }
                Err(error) if attempt < ATTEMPTS && port_taken(&error) => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Starts the environment from code that is not async.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Self::start).
    ///
    /// ```no_run
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::builder().start_blocking()?;
    /// environment.write_kubeconfig("kubeconfig")?;
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    pub fn start_blocking(self) -> Result<Environment, Error> {
        // On its own thread, because a thread that drives one runtime must not block on another.
        let thread = std::thread::spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|source| Error::Start {
                    name: "a tokio runtime",
                    source,
                })?
                .block_on(self.start())
        });
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Another process took a port between our choice and the server's start.
fn port_taken(error: &Error) -> bool {
    matches!(error, Error::Ended { log, .. } if log.contains("address already in use"))
}
