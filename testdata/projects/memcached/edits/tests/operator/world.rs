//! What every test has for itself: a namespace, and an operator with permissions only there.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::rbac::v1::PolicyRule;
use kubewright_envtest::{Environment, Shared};
use kubewright_runtime::kube::api::PostParams;
use kubewright_runtime::kube::{Api, Client, Resource};
use kubewright_runtime::{Rbac as _, condition};
use tokio::sync::OnceCell;

use cache_operator::api::v1::memcached::{Memcached, MemcachedSpec, Memory};
use cache_operator::controller::memcached::MemcachedReconciler;

use crate::process::Operator;

const LIMIT: Duration = Duration::from_secs(60);
const INTERVAL: Duration = Duration::from_millis(50);

/// The shared cluster, with the CRD and the webhook configurations that are deployed, pointed at a port of this machine.
static CLUSTER: Shared = Shared::new(|| {
    Environment::builder()
        .cluster()
        .crd_path("config/crd/bases")
        .webhook_path("config/webhook/manifests.yaml")
});

/// The operator that serves the webhooks for all tests: the API server calls one address.
static WEBHOOKS: OnceCell<Operator> = OnceCell::const_new();

/// A namespace with an operator's account in it.
pub struct World {
    /// The client of the test, which may do anything.
    pub client: Client,
    namespace: String,
    folder: PathBuf,
}

impl World {
    /// Creates a namespace in the cluster that all tests share.
    pub async fn shared(namespace: &str) -> Result<Self> {
        let cluster = CLUSTER.get()?;
        WEBHOOKS.get_or_try_init(|| serve_webhooks(cluster)).await?;
        Self::of(cluster, namespace).await
    }

    /// Creates a namespace in this cluster. The account has the permissions of the markers, and those for the lease.
    pub async fn of(environment: &Environment, namespace: &str) -> Result<Self> {
        let client = environment.client();
        let mut object = Namespace::default();
        object.metadata.name = Some(namespace.to_owned());
        Api::all(client.clone())
            .create(&PostParams::default(), &object)
            .await?;
        let account = environment.service_account(namespace, "operator").await?;
        let leases = rule(
            "coordination.k8s.io",
            "leases",
            &["get", "create", "update", "patch"],
        );
        let rules = MemcachedReconciler::rbac_rules()
            .into_iter()
            .chain([leases]);
        environment.grant_in(namespace, &account, rules).await?;
        let folder = environment.folder().join("worlds").join(namespace);
        fs::create_dir_all(&folder)?;
        // The program puts its lease into the namespace of the kubeconfig.
        let kubeconfig = account
            .kubeconfig()
            .replace("namespace: default", &format!("namespace: {namespace}"));
        fs::write(folder.join("kubeconfig"), kubeconfig)?;
        Ok(Self {
            client,
            namespace: namespace.to_owned(),
            folder,
        })
    }

    /// Starts the operator for this namespace. `name` is the name of its log file.
    pub fn start(&self, name: &str, more: &[String]) -> Result<Operator> {
        let mut arguments = vec![
            format!("--kubeconfig={}", self.folder.join("kubeconfig").display()),
            format!("--watch-namespaces={}", self.namespace),
            "--health-probe-bind-address=0".to_owned(),
        ];
        arguments.extend_from_slice(more);
        Operator::start(&self.folder.join(name), &arguments)
    }

    /// The same, without webhooks.
    pub fn start_controller(&self, name: &str) -> Result<Operator> {
        self.start(name, &["--enable-webhooks=false".to_owned()])
    }

    /// Returns a client for objects in this namespace.
    pub fn api<K>(&self) -> Api<K>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
    {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    /// Creates a Memcached.
    pub async fn create(&self, name: &str, replicas: i32) -> Result<Memcached> {
        let object = Memcached::new(name, spec(replicas));
        Ok(self
            .api::<Memcached>()
            .create(&PostParams::default(), &object)
            .await?)
    }

    /// Waits until this number of servers is ready, and the status reports it for the current spec.
    pub async fn has_ready(&self, name: &str, replicas: i32) -> Result<Memcached> {
        eventually(async || {
            let object = self.api::<Memcached>().get(name).await?;
            let status = object.status.clone().context("it has no status")?;
            let available =
                condition::find(&status.conditions, "Available").context("no condition")?;
            ensure!(
                status.ready_replicas == replicas
                    && available.status == "True"
                    && available.observed_generation == object.metadata.generation,
                "{status:?}"
            );
            let deployment = self.api::<Deployment>().get(name).await?;
            let ready = deployment.status.and_then(|status| status.ready_replicas);
            ensure!(
                ready.unwrap_or_default() == replicas,
                "the Deployment has {ready:?}"
            );
            Ok(object)
        })
        .await
    }
}

/// Returns the spec that all tests use.
pub fn spec(replicas: i32) -> MemcachedSpec {
    MemcachedSpec {
        replicas,
        image: "memcached:1.6-alpine".to_owned(),
        memory: Memory {
            megabytes: 64,
            max_item_kilobytes: None,
        },
        idle_timeout_seconds: None,
    }
}

/// Returns a rule for one resource.
pub fn rule(group: &str, resource: &str, verbs: &[&str]) -> PolicyRule {
    PolicyRule {
        api_groups: Some(vec![group.to_owned()]),
        resources: Some(vec![resource.to_owned()]),
        verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
        ..PolicyRule::default()
    }
}

/// Repeats a check until it succeeds. Panics at the time limit, so that the logs of the operators are printed.
pub async fn eventually<T>(mut ask: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    let deadline = Instant::now() + LIMIT;
    loop {
        match ask().await {
            Ok(answer) => return Ok(answer),
            Err(error) => assert!(Instant::now() < deadline, "{error:#}"),
        }
        tokio::time::sleep(INTERVAL).await;
    }
}

async fn serve_webhooks(cluster: &Environment) -> Result<Operator> {
    let world = World::of(cluster, "webhooks").await?;
    let server = cluster.webhook_server();
    let arguments = [
        format!("--webhook-port={}", server.port()),
        format!("--webhook-cert-path={}", server.certificates().display()),
    ];
    let operator = world.start("log", &arguments)?;
    eventually(async || Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, server.port()))?)).await?;
    // The API server learns of webhooks a moment after they are installed.
    eventually(async || {
        let mut wrong = Memcached::new("wrong", spec(1));
        wrong.spec.memory.max_item_kilobytes = Some(i32::MAX);
        let parameters = PostParams {
            dry_run: true,
            ..PostParams::default()
        };
        let answer = world.api().create(&parameters, &wrong).await;
        let refused = answer.is_err_and(|error| error.to_string().contains("denied the request"));
        ensure!(refused, "the webhook is not asked yet");
        Ok(())
    })
    .await?;
    Ok(operator)
}
