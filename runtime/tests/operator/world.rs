//! The API server that the tests share, and a namespace for each of them.

use std::{
    io::{self, Write},
    sync::{Mutex, Once},
    time::Duration,
};

use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::{Api, api::PostParams};
use kubewright_envtest::Environment;
use kubewright_runtime::{
    Cache, Client, CustomResource, Manager, ManagerOptions, ObjectKey,
    cache::{CacheOptions, Namespaces},
    manager::ManagerError,
};
use serde_json::json;
use tokio::{sync::oneshot, task::JoinHandle};

/// A namespace of its own, with a client for everything.
pub(crate) struct World {
    pub(crate) namespace: String,
    pub(crate) kube: kube::Client,
}

static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What all tests have logged so far. One subscriber for all of them, because places that log remember whether anybody
/// listens, and with one for each test they remember what another test wants.
pub(crate) fn logged() -> String {
    String::from_utf8(LINES.lock().unwrap().clone()).unwrap()
}

impl World {
    pub(crate) async fn new(namespace: &str) -> Self {
        static LOGS: Once = Once::new();
        LOGS.call_once(|| {
            tracing_subscriber::fmt()
                .with_ansi(false)
                .with_writer(|| Lines)
                .init();
        });
        // The first starts the server and blocks for that.
        let environment = tokio::task::spawn_blocking(|| Environment::shared().unwrap())
            .await
            .unwrap();
        let kube = environment.client();
        let object: Namespace = serde_json::from_value(json!({ "metadata": { "name": namespace } })).unwrap();
        Api::<Namespace>::all(kube.clone())
            .create(&PostParams::default(), &object)
            .await
            .unwrap();
        Self {
            namespace: namespace.to_owned(),
            kube,
        }
    }

    /// A client whose cache watches this namespace.
    pub(crate) fn client(&self) -> Client {
        self.client_with(CacheOptions::default())
    }

    pub(crate) fn client_with(&self, options: CacheOptions) -> Client {
        let cache = Cache::new(
            self.kube.clone(),
            options.namespaces(Namespaces::these([self.namespace.clone()])),
        );
        Client::new(self.kube.clone(), cache)
    }

    /// What makes a manager work in this namespace.
    pub(crate) fn manager_options(&self) -> ManagerOptions {
        ManagerOptions::default().in_namespaces(Namespaces::these([self.namespace.clone()]))
    }

    pub(crate) fn manager(&self) -> Manager {
        Manager::new(self.kube.clone(), self.manager_options())
    }

    pub(crate) fn key(&self, name: &str) -> ObjectKey {
        ObjectKey::namespaced(self.namespace.as_str(), name)
    }

    pub(crate) fn config_map(&self, name: &str, value: &str) -> ConfigMap {
        serde_json::from_value(json!({
            "metadata": { "name": name, "namespace": self.namespace },
            "data": { "key": value },
        }))
        .unwrap()
    }
}

/// A manager that runs until the test ends it.
pub(crate) struct Runs {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ManagerError>>,
}

impl Runs {
    pub(crate) fn start(manager: Manager) -> Self {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(manager.run_until(async { stopped.await.unwrap_or_default() }));
        Self { stop, task }
    }

    pub(crate) fn have_ended(&self) -> bool {
        self.task.is_finished()
    }

    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

/// Waits until something is so.
pub(crate) async fn eventually<F: Future<Output = bool>>(what: &str, is_so: impl FnMut() -> F) {
    eventually_within(Duration::from_secs(30), what, is_so).await;
}

/// Waits so long until something is so.
pub(crate) async fn eventually_within<F: Future<Output = bool>>(
    limit: Duration,
    what: &str,
    mut is_so: impl FnMut() -> F,
) {
    let wait = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(limit, wait)
        .await
        .unwrap_or_else(|_| panic!("not so after {limit:?}: {what}; logged:\n{}", logged()));
}

/// A kind that no server has.
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "missing.example.com", version = "v1")]
pub(crate) struct Widget {
    pub(crate) metadata: ObjectMeta,
}

/// A kind that the server comes to have.
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "outage.example.com", version = "v1")]
pub(crate) struct Late {
    pub(crate) metadata: ObjectMeta,
}
