//! The environment of tests.

mod builder;
mod rights;
mod shared;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use kube::Client;
use kubewright_controllers::Clock;

pub use builder::EnvironmentBuilder;
pub use shared::Shared;

use crate::cluster::Cluster;
use crate::control_plane::ControlPlane;
use crate::crds::{Crds, Serving};
use crate::error::Error;
use crate::existing::Existing;
use crate::faults::Faults;
use crate::process::Process;
use crate::user::User;
use crate::webhook_server::WebhookServer;
use crate::webhooks::Webhooks;

/// A running etcd and kube-apiserver, or the connection to an existing cluster.
///
/// Dropping it ends the servers and removes their data, also when a test panics. The servers also end when the test program
/// ends without dropping it, even if it is killed.
pub struct Environment {
    // Dropped before the servers that it connects to.
    cluster: Option<Cluster>,
    webhook_server: WebhookServer,
    backend: Backend,
    /// Faults that the test has asked for.
    faults: OnceLock<Faults>,
    /// Held while CRDs are installed.
    installing: tokio::sync::Mutex<()>,
    limit: Duration,
}

enum Backend {
    Own(Box<ControlPlane>),
    Existing(Box<Existing>),
}

impl Environment {
    /// Starts an empty API server.
    ///
    /// The first start on a machine builds the servers, see [`AssetSearch`](crate::AssetSearch).
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

    /// Starts one in which controllers, a scheduler and a simulated node run too.
    ///
    /// Deployments become ready, deleted namespaces are emptied, objects are deleted with their owners, every namespace has a
    /// service account. Pods are scheduled to one node: they are running and ready at once, those of Jobs succeed, and no
    /// container runs.
    ///
    /// The controllers run in this process and need nothing but the API server, see [`kubewright_controllers`]. Kubernetes' own
    /// are used after [`real_controllers`](EnvironmentBuilder::real_controllers).
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use k8s_openapi::api::core::v1::Node;
    /// use kube::Api;
    /// use kubewright_envtest::Environment;
    ///
    /// let environment = Environment::cluster().await?;
    /// let nodes: Api<Node> = Api::all(environment.client());
    /// assert_eq!(nodes.list(&Default::default()).await?.items.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn cluster() -> Result<Self, Error> {
        Self::builder().cluster().start().await
    }

    /// Returns a builder, for example to install CRDs or to set arguments of servers.
    pub fn builder() -> EnvironmentBuilder {
        EnvironmentBuilder::new()
    }

    /// Returns the environment that all tests of this program share: a [`Shared`] of [`builder`](Self::builder).
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
        static SHARED: Shared = Shared::new(Environment::builder);

        SHARED.get()
    }

    /// Returns a client that is allowed to do everything.
    ///
    /// Create one in each test: a client ends with the tokio runtime that it was created in, and every `#[tokio::test]` has
    /// its own.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[must_use]
    pub fn client(&self) -> Client {
        self.admin().client()
    }

    /// Returns a self-contained kubeconfig of a user that is allowed to do everything, as YAML.
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

    /// Returns the user that is allowed to do everything.
    #[must_use]
    pub fn admin(&self) -> &User {
        match &self.backend {
            Backend::Own(control_plane) => control_plane.admin(),
            Backend::Existing(existing) => existing.admin(),
        }
    }

    /// Creates or replaces `CustomResourceDefinition`s and waits until the API server serves them.
    ///
    /// Unknown and duplicate fields are errors, as with `fieldValidation: Strict`. Tests that share an environment can
    /// install the same CRDs at the same time.
    ///
    /// # Errors
    ///
    /// If the API server rejects one ([`Error::Refused`], with its message) or does not serve it in time.
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
        let crds = crds.into();
        let serving = match &self.backend {
            Backend::Own(_) => Serving::Alone,
            Backend::Existing(_) => Serving::WithOthers,
        };
        // One at a time: when a kind is installed, the controllers must know it too.
        let _installing = self.installing.lock().await;
        let changed = crds
            .install(&self.installer()?, &self.webhook_server, serving)
            .await?;
        match &self.cluster {
            Some(cluster) if changed => cluster.see_new_kinds(&crds).await,
            Some(_) | None => Ok(()),
        }
    }

    /// Creates or replaces webhook configurations, pointed at the [`webhook_server`](Self::webhook_server).
    ///
    /// The API server learns of them through a watch, so a request immediately afterwards may still be admitted without them.
    ///
    /// # Errors
    ///
    /// If the API server rejects one ([`Error::Refused`], with its message).
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Webhooks;
    ///
    /// environment.install_webhooks(Webhooks::read("config/webhook/manifests.yaml")?).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn install_webhooks(&self, webhooks: impl Into<Webhooks>) -> Result<(), Error> {
        webhooks
            .into()
            .install(&self.installer()?, &self.webhook_server)
            .await
    }

    /// Returns the address and the certificate that the webhook server under test must use.
    #[must_use]
    pub fn webhook_server(&self) -> &WebhookServer {
        &self.webhook_server
    }

    /// Checks that no server has ended by itself.
    ///
    /// # Errors
    ///
    /// [`Error::Ended`] with the first server that has, and the end of its log.
    ///
    /// ```no_run
    /// # fn example(mut environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// environment.check()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn check(&mut self) -> Result<(), Error> {
        if let Backend::Own(control_plane) = &mut self.backend {
            control_plane.check()?;
        }
        match &mut self.cluster {
            Some(cluster) => cluster.check(),
            None => Ok(()),
        }
    }

    /// Stops the API server, so that a test sees how an operator handles the outage. The stored objects stay.
    ///
    /// # Errors
    ///
    /// If the environment uses an existing cluster.
    ///
    /// ```no_run
    /// # async fn example(mut environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// environment.stop_api_server()?;
    /// assert!(environment.client().apiserver_version().await.is_err());
    /// environment.restart_api_server().await?;
    /// assert!(environment.client().apiserver_version().await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn stop_api_server(&mut self) -> Result<(), Error> {
        self.own("stop")?.stop_api_server();
        Ok(())
    }

    /// Starts the API server again at the same address, and waits until it is ready. Stops it first if it runs.
    ///
    /// # Errors
    ///
    /// If it does not start, or the environment uses an existing cluster.
    pub async fn restart_api_server(&mut self) -> Result<(), Error> {
        let limit = self.limit;
        let control_plane = self.own("restart")?;
        control_plane.restart_api_server()?;
        control_plane.ready(limit).await
    }

    fn own(&mut self, action: &'static str) -> Result<&mut ControlPlane, Error> {
        match &mut self.backend {
            Backend::Own(control_plane) => Ok(control_plane),
            Backend::Existing(_) => Err(Error::NotOwn {
                name: "kube-apiserver",
                action,
            }),
        }
    }

    /// What is not there yet is asked for again at once, not after the client's own second.
    fn installer(&self) -> Result<Client, Error> {
        let mut config = self.admin().config();
        config.default_retry = false;
        Ok(Client::try_from(config)?)
    }

    /// Returns the faults that a test can cause on the way to the API server, see [`Faults`].
    ///
    /// ```no_run
    /// # async fn example(environment: kubewright_envtest::Environment) -> Result<(), kubewright_envtest::Error> {
    /// use k8s_openapi::api::core::v1::Pod;
    ///
    /// let client = environment.faults().client()?;
    /// // Start an operator with this client, then:
    /// environment.faults().conflict_once::<Pod>();
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn faults(&self) -> &Faults {
        self.faults.get_or_init(|| Faults::new(self.admin().clone()))
    }

    /// Returns the time that the simulated controllers go by, which a test can move forward; `None` if there are none.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), kubewright_envtest::Error> {
    /// use kubewright_envtest::Environment;
    /// use std::time::Duration;
    ///
    /// let environment = Environment::cluster().await?;
    /// if let Some(clock) = environment.clock() {
    ///     clock.advance(Duration::from_secs(600));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn clock(&self) -> Option<&Clock> {
        Some(self.cluster.as_ref()?.simulated()?.clock())
    }

    /// Returns the URL of the API server, for example `https://127.0.0.1:36213/`.
    #[must_use]
    pub fn url(&self) -> String {
        self.admin().config().cluster_url.to_string()
    }

    /// Returns the folder of this environment's data and logs (`<server>.log`), which is removed with it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match &self.backend {
            Backend::Own(control_plane) => control_plane.folder(),
            Backend::Existing(existing) => existing.folder(),
        }
    }

    /// Returns the process ids of the servers by name. Empty for an existing cluster.
    #[must_use]
    pub fn process_ids(&self) -> BTreeMap<&'static str, u32> {
        let entry = |process: &Process| (process.name(), process.id());
        let mut ids: BTreeMap<_, _> = match &self.backend {
            Backend::Own(control_plane) => control_plane.processes().map(entry).into(),
            Backend::Existing(_) => BTreeMap::new(),
        };
        if let Some(cluster) = &self.cluster {
            ids.extend(cluster.process_ids());
        }
        ids
    }

    /// Stops the servers. Dropping the environment does the same.
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
