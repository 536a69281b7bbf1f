//! The environment that tests use.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kube::Client;

use crate::assets::{AssetSearch, Binary};
use crate::control_plane::{ControlPlane, Settings};
use crate::crds::Crds;
use crate::error::Error;
use crate::user::User;

const READY: Duration = Duration::from_secs(60);
const ATTEMPTS: usize = 3;

/// A running etcd and kube-apiserver.
///
/// Both end, and their data is removed, when this is dropped: at the end of a test, or when it panics. They also end
/// when the test program ends without dropping it, even if it is killed.
pub struct Environment {
    control_plane: ControlPlane,
}

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

impl Environment {
    /// Starts one with nothing in it.
    ///
    /// The first start on a machine builds the servers, see [`AssetSearch`].
    ///
    /// # Errors
    ///
    /// If the servers are not found, do not start or do not become ready.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::start().await?;
    /// let version = environment.client().apiserver_version().await?;
    /// assert_eq!(version.major, "1");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Sets out to start one with CRDs installed or servers set otherwise.
    pub fn builder() -> EnvironmentBuilder {
        EnvironmentBuilder {
            assets: AssetSearch::from_env(),
            settings: Settings::default(),
            crd_paths: Vec::new(),
            crds: Crds::default(),
            limit: READY,
        }
    }

    /// The one environment that the tests of this program share.
    ///
    /// The first caller starts it and the others wait, blocking their threads. It ends with the program. Tests that
    /// share it keep apart by namespaces or names.
    ///
    /// # Errors
    ///
    /// If it does not start. The next caller tries again.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    ///
    /// let client = Environment::shared()?.client();
    /// # Ok(())
    /// # }
    /// ```
    pub fn shared() -> Result<&'static Self, Error> {
        static SHARED: Mutex<Option<&'static Environment>> = Mutex::new(None);

        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(environment) = *shared {
            return Ok(environment);
        }
        let environment: &'static Self = Box::leak(Box::new(Self::builder().start_blocking()?));
        *shared = Some(environment);
        Ok(environment)
    }

    /// A client that may do anything.
    ///
    /// Make one in each test: a client ends with the tokio runtime that it was made in, and each `#[tokio::test]` has
    /// its own.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[must_use]
    pub fn client(&self) -> Client {
        self.admin().client()
    }

    /// A kubeconfig that may do anything, as YAML with everything in it.
    #[must_use]
    pub fn kubeconfig(&self) -> String {
        self.admin().kubeconfig().to_owned()
    }

    /// Writes [`kubeconfig`](Self::kubeconfig) to a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_kubeconfig(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.admin().write_kubeconfig(path)
    }

    /// The user who may do anything.
    #[must_use]
    pub fn admin(&self) -> &User {
        self.control_plane.admin()
    }

    /// A user of this name in these groups, with no rights but those that roles give to either.
    ///
    /// # Errors
    ///
    /// If the certificate cannot be made.
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// let client = environment.user("alice", ["developers"])?.client();
    /// # Ok(())
    /// # }
    /// ```
    pub fn user<G: Into<String>>(
        &self,
        name: &str,
        groups: impl IntoIterator<Item = G>,
    ) -> Result<User, Error> {
        let groups: Vec<String> = groups.into_iter().map(Into::into).collect();
        self.control_plane.user(name, &groups)
    }

    /// Creates or replaces `CustomResourceDefinition`s and waits until the server serves them.
    ///
    /// Unknown and repeated fields are refused, which the server does not do unless asked.
    ///
    /// # Errors
    ///
    /// If the server refuses one ([`Error::Refused`], with its message) or does not come to serve it.
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Crds;
    ///
    /// environment.install_crds(Crds::read("config/crd/bases")?).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn install_crds(&self, crds: impl Into<Crds>) -> Result<(), Error> {
        crds.into().install(&self.client()).await
    }

    /// Where the API server listens, for example `https://127.0.0.1:36213/`.
    #[must_use]
    pub fn url(&self) -> String {
        self.control_plane.url().to_string()
    }

    /// A folder for this environment's data and logs, `<server>.log`, that is removed with it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.control_plane.folder()
    }

    /// The ids of the servers' processes by the servers' names.
    #[must_use]
    pub fn process_ids(&self) -> BTreeMap<&'static str, u32> {
        self.control_plane
            .processes()
            .map(|process| (process.name(), process.id()))
            .into()
    }

    /// Stops the servers; dropping does the same.
    pub fn stop(self) {
        drop(self);
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Environment")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

impl EnvironmentBuilder {
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
        let assets = self.assets;
        let assets = tokio::task::spawn_blocking(move || assets.find(Binary::CONTROL_PLANE))
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
        let environment = Environment { control_plane };
        environment.install_crds(crds).await?;
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
