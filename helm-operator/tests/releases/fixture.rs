//! A cluster, an operator on it, and questions.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kubewright_envtest::{Crds, Environment, Shared};
use kubewright_oracles::Tool;
use kubewright_runtime::k8s_openapi::api::core::v1::{Namespace, ServiceAccount};
use kubewright_runtime::kube::api::{Api, DeleteParams, DynamicObject, Patch, PatchParams};
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use kubewright_runtime::kube::{Client, ResourceExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;

static CLUSTER: Shared = Shared::new(|| {
    let crds = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crds");
    Environment::builder().cluster().crds(Crds::read(crds).unwrap())
});

pub(crate) fn cluster() -> &'static Environment {
    CLUSTER.get().unwrap()
}

pub(crate) const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/charts/web");

/// A namespace of a test's own, and the operator in it.
pub(crate) struct Site {
    pub(crate) client: Client,
    pub(crate) namespace: String,
    pub(crate) folder: TempDir,
    helm: Tool,
    operator: Option<Child>,
    pub(crate) arguments: Vec<String>,
}

impl Site {
    /// A namespace, and `watches.yaml` with the kind `Web`, whose entry has these lines too.
    pub(crate) async fn new(namespace: &str, helm: Tool, more: &str) -> Self {
        let cluster = cluster();
        let client = cluster.client();
        let object: Namespace = serde_json::from_value(json!({ "metadata": { "name": namespace } })).unwrap();
        Api::all(client.clone())
            .create(&Default::default(), &object)
            .await
            .unwrap();
        let accounts = Api::<ServiceAccount>::namespaced(client.clone(), namespace);
        eventually("a service account", async || {
            accounts.get_opt("default").await.unwrap()
        })
        .await;
        let folder = tempfile::tempdir().unwrap();
        cluster
            .write_kubeconfig(folder.path().join("kubeconfig"))
            .unwrap();
        let site = Self {
            client,
            namespace: namespace.to_owned(),
            folder,
            helm,
            operator: None,
            arguments: Vec::new(),
        };
        let entry = "- group: demo.example.com\n  version: v1\n  kind: Web\n  chart: chart\n";
        site.write("watches.yaml", &format!("{entry}{more}"));
        copy(Path::new(CHART), &site.folder.path().join("chart"));
        site
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn start(&mut self) -> u32 {
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.path("log"))
            .unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_helm-operator"))
            .args(["run", "--health-probe-bind-address=0", "--zap-log-level=debug"])
            .arg(format!("--watches-file={}", self.path("watches.yaml").display()))
            .arg(format!("--kubeconfig={}", self.path("kubeconfig").display()))
            .arg(format!("--watch-namespaces={}", self.namespace))
            .arg(format!("--helm={}", self.helm.program().display()))
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let id = child.id();
        self.operator = Some(child);
        id
    }

    /// Ends the operator at once.
    pub(crate) fn kill(&mut self) {
        let mut operator = self.operator.take().unwrap();
        operator.kill().unwrap();
        operator.wait().unwrap();
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    pub(crate) fn api(&self, api_version: &str, kind: &str) -> Api<DynamicObject> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
        Api::namespaced_with(self.client.clone(), &self.namespace, &resource)
    }

    pub(crate) fn webs(&self) -> Api<DynamicObject> {
        self.api("demo.example.com/v1", "Web")
    }

    pub(crate) async fn create(&self, name: &str, spec: Value) {
        self.create_with(name, spec, json!({})).await;
    }

    pub(crate) async fn create_with(&self, name: &str, spec: Value, annotations: Value) {
        let web = json!({
            "apiVersion": "demo.example.com/v1", "kind": "Web",
            "metadata": { "name": name, "annotations": annotations }, "spec": spec,
        });
        let web = serde_json::from_value(web).unwrap();
        self.webs().create(&Default::default(), &web).await.unwrap();
    }

    pub(crate) async fn patch(&self, name: &str, patch: Value) {
        let patch = Patch::Merge(patch);
        self.webs()
            .patch(name, &PatchParams::default(), &patch)
            .await
            .unwrap();
    }

    pub(crate) async fn delete(&self, name: &str) {
        self.webs().delete(name, &DeleteParams::default()).await.unwrap();
        let gone = async || self.webs().get_opt(name).await.unwrap().is_none().then_some(());
        self.wait(&format!("{name} is gone"), gone).await;
    }

    /// Waits until a condition of an object has this status and reason, and returns its message.
    pub(crate) async fn condition(&self, name: &str, kind: &str, status: &str, reason: &str) -> String {
        let what = format!("{name}: {kind}={status} {reason}");
        let found = async || {
            let web = self.webs().get(name).await.unwrap();
            let conditions = web.data["status"]["conditions"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let found = conditions
                .into_iter()
                .find(|condition| condition["type"] == kind)?;
            let matches = found["status"] == status && found["reason"] == reason;
            matches.then(|| found["message"].as_str().unwrap().to_owned())
        };
        self.wait(&what, found).await
    }

    /// Waits until this revision is deployed, and nothing has failed.
    pub(crate) async fn deployed(&self, name: &str, revision: u64) {
        let what = format!("{name}: revision {revision}");
        let found = async || {
            let status = self.webs().get(name).await.unwrap().data["status"].take();
            let failed = status["conditions"].to_string();
            let failed = failed.contains("ReleaseFailed") || failed.contains("Irreconcilable");
            (status["deployedRelease"]["revision"] == revision && !failed).then_some(())
        };
        self.wait(&what, found).await;
    }

    /// Waits for an answer.
    pub(crate) async fn wait<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        mut ask: impl FnMut() -> F,
    ) -> T {
        let deadline = Instant::now() + Duration::from_secs(90);
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            if Instant::now() > deadline {
                let webs = self.webs().list(&Default::default()).await.unwrap();
                let states = webs
                    .items
                    .iter()
                    .map(|web| format!("{}: {}\n", web.name_any(), web.data["status"]));
                let states: String = states.collect();
                panic!("not {what}; the objects:\n{states}the log:\n{}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The revisions of a release and their states, as helm lists them.
    pub(crate) fn history(&self, name: &str) -> Vec<String> {
        let listed = self.helm(&["history", name, "--output=json"]);
        let Ok(Value::Array(listed)) = serde_json::from_str(&listed.unwrap_or_default()) else {
            return Vec::new();
        };
        let states = listed
            .iter()
            .map(|one| format!("{} {}", one["revision"], one["status"].as_str().unwrap()));
        states.collect()
    }

    pub(crate) fn helm(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = self.helm.command();
        command
            .args(arguments)
            .arg(format!("--namespace={}", self.namespace));
        command.env("KUBECONFIG", self.path("kubeconfig"));
        let output = command.output().unwrap();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(String::from_utf8(output.stderr).unwrap()),
        }
    }

    /// How often the operator has run helm for an action, by its log.
    pub(crate) fn runs(&self) -> usize {
        self.log().matches("helm runs").count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.operator.is_some() {
            self.kill();
        }
    }
}

async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut ask: impl FnMut() -> F) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "no {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}
