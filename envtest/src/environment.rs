//! The environment that tests use.

mod builder;
mod shared;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use kube::Client;

pub use builder::EnvironmentBuilder;
pub use shared::Shared;

use crate::cluster::Cluster;
use crate::control_plane::ControlPlane;
use crate::crds::Crds;
use crate::error::Error;
use crate::process::Process;
use crate::user::User;

/// A running etcd and kube-apiserver.
///
/// Both end, and their data is removed, when this is dropped: at the end of a test, or when it panics. They also end
/// when the test program ends without dropping it, even if it is killed.
pub struct Environment {
    // Before what it talks to, in the order of dropping.
    cluster: Option<Mutex<Cluster>>,
    control_plane: ControlPlane,
}

impl Environment {
    /// Starts one with nothing in it.
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

    /// Starts one that also runs kube-controller-manager, kube-scheduler and a simulated node.
    ///
    /// Deployments become ready, namespaces are deleted (Kubernetes waits five seconds first), objects are collected
    /// with their owners, service accounts have tokens. Pods are scheduled to one node, which [kwok] plays: they are
    /// running and ready at once, those of Jobs succeed, and no container runs.
    ///
    /// The first start on a machine builds these servers too, which takes some minutes more.
    ///
    /// [kwok]: https://kwok.sigs.k8s.io
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

    /// Sets out to start one with CRDs installed or servers set otherwise.
    pub fn builder() -> EnvironmentBuilder {
        EnvironmentBuilder::new()
    }

    /// The one environment that the tests of this program share.
    ///
    /// A [`Shared`] of [`builder`](Self::builder), for tests that need no other.
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
        // What is not there yet is asked for again at once, not after the client's own second.
        let mut config = self.admin().config();
        config.default_retry = false;
        let crds = crds.into();
        crds.install(&Client::try_from(config)?).await?;
        match &self.cluster {
            Some(cluster) if !crds.is_empty() => cluster
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .see_new_kinds(),
            Some(_) | None => Ok(()),
        }
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
        let entry = |process: &Process| (process.name(), process.id());
        let mut ids: BTreeMap<_, _> = self.control_plane.processes().map(entry).into();
        if let Some(cluster) = &self.cluster {
            let cluster = cluster.lock().unwrap_or_else(PoisonError::into_inner);
            ids.extend(cluster.processes().map(entry));
        }
        ids
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
