//! What an environment is to be like, and its start.

use std::io;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use super::Environment;
use crate::assets::AssetSearch;
use crate::cluster::Cluster;
use crate::control_plane::{ControlPlane, Settings};
use crate::crds::Crds;
use crate::error::Error;

const READY: Duration = Duration::from_secs(60);
const ATTEMPTS: usize = 3;

/// What an [`Environment`] is to be like.
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
    limit: Duration,
}

impl EnvironmentBuilder {
    pub(super) fn new() -> Self {
        Self {
            assets: AssetSearch::from_env(),
            settings: Settings::default(),
            crd_paths: Vec::new(),
            crds: Crds::default(),
            limit: READY,
        }
    }

    /// Installs the CRDs of a file or folder, as [`Crds::read`] reads them. May be called several times.
    pub fn crd_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.crd_paths.push(path.into());
        self
    }

    /// Installs these CRDs. May be called several times.
    pub fn crds(mut self, crds: impl Into<Crds>) -> Self {
        self.crds.extend([crds.into()]);
        self
    }

    /// Adds an argument to kube-apiserver's; one that is already there is overridden.
    pub fn apiserver_argument(mut self, argument: impl Into<String>) -> Self {
        self.settings.apiserver_arguments.push(argument.into());
        self
    }

    /// Adds an argument to etcd's; one that is already there is overridden.
    pub fn etcd_argument(mut self, argument: impl Into<String>) -> Self {
        self.settings.etcd_arguments.push(argument.into());
        self
    }

    /// Runs kube-controller-manager, kube-scheduler and a simulated node as well, see
    /// [`Environment::cluster`](Environment::cluster).
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

    /// Adds an argument to kube-controller-manager's; one that is already there is overridden.
    pub fn controller_manager_argument(mut self, argument: impl Into<String>) -> Self {
        self.settings.controller_manager_arguments.push(argument.into());
        self
    }

    /// Adds an argument to kube-scheduler's; one that is already there is overridden.
    pub fn scheduler_argument(mut self, argument: impl Into<String>) -> Self {
        self.settings.scheduler_arguments.push(argument.into());
        self
    }

    /// Lets the servers write to this program's standard error instead of their log files.
    pub fn attach_output(mut self) -> Self {
        self.settings.attached = true;
        self
    }

    /// Looks for the servers like this.
    pub fn assets(mut self, assets: AssetSearch) -> Self {
        self.assets = assets;
        self
    }

    /// Waits so long for the servers to be ready, instead of a minute.
    pub fn ready_within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// If the servers are not found, do not start or do not become ready, or if a CRD is not taken.
    pub async fn start(self) -> Result<Environment, Error> {
        let mut crds = self.crds;
        for path in &self.crd_paths {
            crds.extend([Crds::read(path)?]);
        }
        let (search, binaries) = (self.assets, self.settings.binaries());
        let assets = tokio::task::spawn_blocking(move || search.find(binaries))
            .await
            .map_err(|error| Error::Start {
                name: "etcd",
                source: io::Error::other(error),
            })??;

        let mut attempt = 1;
        let control_plane = loop {
            let mut control_plane = ControlPlane::spawn(&assets, &self.settings)?;
            match control_plane.ready(self.limit).await {
                Ok(()) => break control_plane,
                Err(error) if attempt < ATTEMPTS && port_taken(&error) => attempt += 1,
                Err(error) => return Err(error),
            }
        };
        let mut environment = Environment {
            control_plane,
            cluster: None,
        };
        // Before the controllers start, so that they know these kinds.
        environment.install_crds(crds).await?;
        if self.settings.cluster {
            let mut cluster = Cluster::spawn(&assets, &self.settings, &environment.control_plane).await?;
            cluster.ready(environment.admin().config(), self.limit).await?;
            environment.cluster = Some(Mutex::new(cluster));
        }
        Ok(environment)
    }

    /// Starts it from code that is not async, or that cannot wait.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    ///
    /// ```no_run
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::builder().start_blocking()?;
    /// environment.write_kubeconfig("kubeconfig")?;
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    pub fn start_blocking(self) -> Result<Environment, Error> {
        // On a thread of its own, because a thread that drives one runtime may not block on another.
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
