//! A real Kubernetes API server for tests: etcd and kube-apiserver, started in little more than a second, removed afterwards.
//!
//! ```no_run
//! use k8s_openapi::api::core::v1::ConfigMap;
//! use kube::Api;
//! use kubewright_envtest::Environment;
//!
//! #[tokio::test]
//! async fn config_maps_can_be_listed() {
//!     let environment = Environment::start().await.unwrap();
//!     let config_maps: Api<ConfigMap> = Api::default_namespaced(environment.client());
//!     config_maps.list(&Default::default()).await.unwrap();
//! } // both servers end here, also if the test panics
//! ```
//!
//! # What is real
//!
//! Everything that the API server does: storage, validation, defaulting, pruning, admission, watches, server-side apply, RBAC. No
//! other part of a cluster runs. So no Pod starts, a Deployment has no Pods, a deleted namespace stays, objects are not deleted
//! with their owners, and the roles `view`, `edit` and `admin`, which a controller fills, are empty.
//!
//! [`Environment::cluster`] is for tests that need these too, and takes a second more. It also runs simulated controllers, a scheduler
//! and a node in the process: Pods are ready at once, and no container runs.
//!
//! # Where the servers come from
//!
//! From the folder in `KUBEBUILDER_ASSETS`, if it is set. Otherwise from the store of setup-envtest, which
//! `kubewright envtest install` fills too, or from the user's cache folder. If a server is in none of them, it is built from its
//! public Go module the first time it is needed: Kubernetes [`KUBERNETES_VERSION`] and etcd. This needs Go [`GO_VERSION`] or
//! newer and takes some minutes. [`AssetSearch`] has the details.
//!
//! # One environment per test, or one for all
//!
//! [`Environment::start`] starts one for a test. Tests that use different names or namespaces can share one, which starts with the
//! first test and ends with the program:
//!
//! ```no_run
//! use kubewright_envtest::{Crds, Environment};
//!
//! #[tokio::test]
//! async fn crds_are_accepted() {
//!     let environment = Environment::shared().unwrap();
//!     environment.install_crds(Crds::read("config/crd/bases").unwrap()).await.unwrap();
//! }
//! ```
//!
//! # Webhooks
//!
//! Webhook configurations and CRDs that name the Service of a webhook are pointed at this machine instead, at
//! [`Environment::webhook_server`]: a port, and a certificate that the API server trusts. The test starts the webhook server there.
//!
//! ```no_run
//! # async fn example() -> Result<(), kubewright_envtest::Error> {
//! use kubewright_envtest::{Crds, Environment};
//!
//! let environment = Environment::builder()
//!     .crds(Crds::read("config/crd/bases")?.converted_at("/convert"))
//!     .webhook_path("config/webhook/manifests.yaml")
//!     .start()
//!     .await?;
//! let server = environment.webhook_server();
//! println!("{}:{} {}", server.host(), server.port(), server.certificates().display());
//! # Ok(())
//! # }
//! ```
//!
//! # Other users, other programs
//!
//! [`Environment::user`] creates users without permissions, [`Environment::service_account`] creates service accounts, and
//! [`Environment::grant`] grants them permissions. All of them, and the environment itself, have a client and a kubeconfig:
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use kubewright_envtest::Environment;
//!
//! let environment = Environment::start().await?;
//! environment.write_kubeconfig("/tmp/kubeconfig")?;
//! std::process::Command::new("kubectl").args(["--kubeconfig=/tmp/kubeconfig", "get", "namespaces"]).status()?;
//!
//! let alice = environment.user("alice", ["developers"])?;
//! assert!(alice.client().list_api_groups().await.is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! # An existing cluster
//!
//! With the environment variable `USE_EXISTING_CLUSTER=true`, or with [`EnvironmentBuilder::existing_cluster`], the same tests run on
//! the cluster that `kubectl` would use, and no server is started.
//!
//! # Nothing is left behind
//!
//! Servers end when their [`Environment`] is dropped, and when the program ends without dropping it: a shell beside each server
//! waits on a pipe from the test program, which closes however the program ends. This needs `/bin/sh`, so Linux or macOS.
#![deny(missing_docs)]

#[cfg(feature = "arguments")]
mod arguments;
mod assets;
mod error;
mod progress;
mod text;
mod versions;

#[cfg(feature = "environment")]
mod authority;
#[cfg(feature = "environment")]
mod cluster;
#[cfg(feature = "environment")]
mod control_plane;
#[cfg(feature = "environment")]
mod crds;
#[cfg(feature = "environment")]
mod defaults;
#[cfg(feature = "environment")]
mod document;
#[cfg(feature = "environment")]
mod environment;
#[cfg(feature = "environment")]
mod existing;
#[cfg(feature = "environment")]
mod faults;
#[cfg(feature = "environment")]
mod listening;
#[cfg(feature = "environment")]
mod operator;
#[cfg(feature = "environment")]
mod pool;
#[cfg(feature = "environment")]
mod process;
#[cfg(feature = "environment")]
mod registered;
#[cfg(feature = "environment")]
mod user;
#[cfg(feature = "environment")]
mod webhook_server;
#[cfg(feature = "environment")]
mod webhooks;

#[cfg(feature = "arguments")]
pub use arguments::ClusterArgs;
#[cfg(feature = "download")]
pub use assets::Index;
pub use assets::{AssetSearch, Assets, Binary, Installed, Platform, Store, Version, Wanted};
#[cfg(feature = "environment")]
pub use crds::{Crds, Scope};
#[cfg(feature = "environment")]
pub use environment::{Environment, EnvironmentBuilder, Shared};
pub use error::Error;
#[cfg(feature = "environment")]
pub use faults::Faults;
#[cfg(feature = "environment")]
pub use kubewright_controllers::Clock;
#[cfg(feature = "environment")]
pub use operator::{Operator, Stop};
pub use progress::LongStep;
#[cfg(feature = "environment")]
pub use registered::unregistered;
#[cfg(feature = "environment")]
pub use user::User;
pub use versions::{GO_VERSION, KUBERNETES_VERSION};
#[cfg(feature = "environment")]
pub use webhook_server::WebhookServer;
#[cfg(feature = "environment")]
pub use webhooks::Webhooks;
