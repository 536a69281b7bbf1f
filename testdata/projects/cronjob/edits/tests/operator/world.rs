//! What a test has for itself: a namespace, and an operator there whose clock it moves.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::rbac::v1::{PolicyRule, RoleBinding};
use k8s_openapi::jiff::Timestamp;
use kubewright_envtest::{Environment, Operator, Shared};
use kubewright_runtime::cache::Namespaces;
use kubewright_runtime::clock::TestClock;
use kubewright_runtime::kube::api::{DeleteParams, ListParams, Patch, PatchParams, PostParams};
use kubewright_runtime::kube::{Api, Client, Error, Resource};
use kubewright_runtime::manager::OnUndecodable;
use kubewright_runtime::serde_json::{from_value, json};
use kubewright_runtime::{Clock, Manager, ManagerOptions, Rbac as _};
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

use cronjob_operator::api::v1::cron_job::{CronJob, CronJobSpec};
use cronjob_operator::controller::cron_job::CronJobReconciler;
use cronjob_operator::{controller, webhook};

/// The shared environment, with the CRD and the webhook configurations that are deployed, pointed at a port of this machine.
static ENVIRONMENT: Shared = Shared::new(|| {
    Environment::builder()
        .crd_path("config/crd/bases")
        .webhook_path("config/webhook/manifests.yaml")
});

/// Every test has a tokio runtime of its own. This one serves the webhooks until the last test has ended.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
static WEBHOOKS: OnceCell<()> = OnceCell::const_new();

/// A namespace and a clock.
pub struct World {
    /// The time of the operator. It starts half a minute before the first run.
    pub time: TestClock,
    environment: &'static Environment,
    client: Client,
    namespace: String,
}

impl World {
    /// Creates a namespace in the environment that all tests share.
    pub async fn new(namespace: &str) -> Result<Self> {
        let environment = ENVIRONMENT.get()?;
        WEBHOOKS
            .get_or_try_init(|| serve_webhooks(environment))
            .await?;
        Self::of(environment, namespace).await
    }

    /// Creates a namespace in another environment.
    pub async fn of(environment: &'static Environment, namespace: &str) -> Result<Self> {
        let client = environment.client();
        let mut object = Namespace::default();
        object.metadata.name = Some(namespace.to_owned());
        let namespaces = Api::all(client.clone());
        namespaces.create(&PostParams::default(), &object).await?;
        Ok(Self {
            // Later than the API server's clock, by which objects are created.
            time: TestClock::at(at("00:04:30")),
            environment,
            client,
            namespace: namespace.to_owned(),
        })
    }

    /// Starts the operator with the permissions of its markers.
    pub async fn start(&self) -> Result<Operator> {
        self.start_with(CronJobReconciler::rbac_rules(), self.time.clock())
            .await
    }

    /// Starts the operator with these permissions.
    pub async fn start_with(
        &self,
        rights: impl IntoIterator<Item = PolicyRule>,
        clock: Clock,
    ) -> Result<Operator> {
        let namespace = &self.namespace;
        let user = self.environment.user(namespace, [""; 0])?;
        self.environment.grant_in(namespace, &user, rights).await?;
        let options = ManagerOptions::default()
            .in_namespaces(Namespaces::these([namespace]))
            .clock(clock)
            .undecodable(OnUndecodable::default().event(true));
        let mut manager = Manager::new(user.client(), options);
        controller::cron_job::register(&mut manager)?;
        Ok(Operator::start(|stop| manager.run_until(stop)))
    }

    /// Removes all permissions of the operator, and waits until the API server enforces that.
    pub async fn revoke(&self) -> Result<()> {
        let bindings: Api<RoleBinding> = self.api();
        let all = (DeleteParams::default(), ListParams::default());
        bindings.delete_collection(&all.0, &all.1).await?;
        let user = self.environment.user(&self.namespace, [""; 0])?;
        let jobs: Api<Job> = Api::namespaced(user.client(), &self.namespace);
        eventually(async || match jobs.list(&all.1).await {
            Err(Error::Api(status)) if status.is_forbidden() => Ok(()),
            answer => bail!("{answer:?}"),
        })
        .await
    }

    /// Objects of this namespace.
    pub fn api<K>(&self) -> Api<K>
    where
        K: Resource<DynamicType = (), Scope = NamespaceResourceScope>,
    {
        Api::namespaced(self.client.clone(), &self.namespace)
    }

    /// Creates a CronJob.
    pub async fn create(&self, name: &str, spec: CronJobSpec) -> Result<CronJob, Error> {
        let object = CronJob::new(name, spec);
        self.api().create(&PostParams::default(), &object).await
    }

    /// Writes the status that the Job controller would write: there is none here.
    pub async fn complete(&self, job: &str) -> Result<()> {
        let time = Timestamp::now();
        let condition =
            |type_| json!({ "type": type_, "status": "True", "lastTransitionTime": time });
        let status = json!({
            "startTime": time,
            "completionTime": time,
            "succeeded": 1,
            "conditions": [condition("SuccessCriteriaMet"), condition("Complete")],
        });
        let patch = Patch::Merge(json!({ "status": status }));
        let jobs: Api<Job> = self.api();
        jobs.patch_status(job, &PatchParams::default(), &patch)
            .await?;
        Ok(())
    }
}

/// A time of the day of the tests.
pub fn at(time: &str) -> Timestamp {
    format!("2100-01-01T{time}Z").parse().expect(time)
}

/// A Job every five minutes. One that was missed in the years before the tests does not start.
pub fn spec() -> CronJobSpec {
    let containers = json!([{ "name": "hello", "image": "busybox" }]);
    let pod = json!({ "restartPolicy": "Never", "containers": containers });
    let spec = json!({
        "schedule": "*/5 * * * *",
        "startingDeadlineSeconds": 60,
        "jobTemplate": { "spec": { "template": { "spec": pod } } },
    });
    from_value(spec).expect("a spec")
}

/// The name of the Job of a run.
pub fn job(cron: &str, run: &str) -> String {
    format!("{cron}-{}", at(run).as_second() / 60)
}

/// The condition that the CronJob is scheduled for this run.
pub fn next_run(run: &str) -> impl Fn(Option<&CronJob>) -> bool + use<> {
    let message = format!("the next run is at {}", at(run));
    move |cron: Option<&CronJob>| {
        let status = cron.and_then(|cron| cron.status.as_ref());
        let mut conditions = status.into_iter().flat_map(|status| &status.conditions);
        conditions.any(|condition| condition.message == message)
    }
}

/// The fields that the API server names when it rejects an object.
pub fn fields<K>(answer: Result<K, Error>) -> Result<Vec<String>> {
    match answer.err().context("the object was not rejected")? {
        Error::Api(status) => {
            let details = status.details.context(status.message)?;
            Ok(details
                .causes
                .into_iter()
                .map(|cause| cause.field)
                .collect())
        }
        error => Err(error.into()),
    }
}

/// Asks until the answer is right: for what cannot be watched.
pub async fn eventually<T>(mut ask: impl AsyncFnMut() -> Result<T>) -> Result<T> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match ask().await {
            Err(_) if Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(50)).await
            }
            answer => return answer,
        }
    }
}

async fn serve_webhooks(environment: &'static Environment) -> Result<()> {
    let serve = async {
        let mut manager = Manager::new(environment.client(), ManagerOptions::default());
        webhook::v1::cron_job::register(&mut manager)?;
        let server = environment.webhook_server();
        let (port, certificates) = (server.port(), server.certificates());
        manager.webhooks().serve_locally(port, certificates).await?;
        anyhow::Ok(())
    };
    RUNTIME.spawn(serve).await??;
    // The API server learns of webhooks a moment after they are installed.
    let objects: Api<CronJob> = Api::default_namespaced(environment.client());
    let parameters = PostParams {
        dry_run: true,
        ..PostParams::default()
    };
    eventually(async || {
        let mut object = CronJob::new("probe", spec());
        let stored = objects.create(&parameters, &object).await?;
        ensure!(
            stored.spec.suspend.is_some(),
            "nothing fills in defaults yet"
        );
        object.spec.schedule = "never".to_owned();
        let wrong = objects.create(&parameters, &object).await;
        ensure!(wrong.is_err(), "nothing validates yet");
        Ok(())
    })
    .await
}
