//! A cluster, an operator on it, and questions.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kubewright_envtest::{Crds, Environment, Shared};
use kubewright_oracles::Ansible;
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

const ROLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/roles");

/// A namespace of a test's own, and the operator in it.
pub(crate) struct Site {
    pub(crate) client: Client,
    pub(crate) namespace: String,
    pub(crate) folder: TempDir,
    operator: Option<Child>,
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(&'static str, String)>,
}

impl Site {
    /// A namespace, and `watches.yaml` with the kind `Site`, whose entry has these lines too.
    pub(crate) async fn new(namespace: &str, more: &str) -> Self {
        let cluster = cluster();
        let client = cluster.client();
        let object: Namespace = serde_json::from_value(json!({ "metadata": { "name": namespace } })).unwrap();
        Api::all(client.clone())
            .create(&Default::default(), &object)
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        cluster
            .write_kubeconfig(folder.path().join("kubeconfig"))
            .unwrap();
        let site = Self {
            client,
            namespace: namespace.to_owned(),
            folder,
            operator: None,
            arguments: Vec::new(),
            variables: Vec::new(),
        };
        let accounts = Api::<ServiceAccount>::namespaced(site.client.clone(), namespace);
        site.wait("a service account", async || {
            accounts.get_opt("default").await.unwrap()
        })
        .await;
        copy(Path::new(ROLES), &site.path("roles"));
        site.write("watches.yaml", &format!("{ENTRY}{more}"));
        site
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces the tasks of the role.
    pub(crate) fn tasks(&self, text: &str) {
        self.write("roles/site/tasks/main.yml", text);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn start(&mut self) -> u32 {
        let ansible = Ansible::installed();
        let log = File::options()
            .append(true)
            .create(true)
            .open(self.path("log"))
            .unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_ansible-operator"))
            .args(["run", "--health-probe-bind-address=0", "--proxy-port=0"])
            .arg(format!("--watches-file={}", self.path("watches.yaml").display()))
            .arg(format!("--work-dir={}", self.path("work").display()))
            .arg(format!("--kubeconfig={}", self.path("kubeconfig").display()))
            .arg(format!("--watch-namespaces={}", self.namespace))
            .arg(format!("--ansible-runner={}", ansible.runner().display()))
            .arg(format!(
                "--ansible-collections-path={}",
                ansible.collections().display()
            ))
            .args(&self.arguments)
            .env("ANSIBLE_GATHERING", "explicit")
            .envs(self.variables.iter().cloned())
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

    /// Asks the operator to end, and waits for it. Returns whether it succeeded.
    pub(crate) async fn stop(&mut self) -> bool {
        let mut operator = self.operator.take().unwrap();
        let id = rustix::process::Pid::from_raw(operator.id().cast_signed()).unwrap();
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let ended = tokio::task::spawn_blocking(move || operator.wait().unwrap());
        ended.await.unwrap().success()
    }

    /// Lets the operator serve its metrics to this program.
    pub(crate) fn serve_metrics(&mut self) {
        let flags = ["--metrics-bind-address=127.0.0.1:0", "--metrics-secure=false"];
        self.arguments.extend(flags.map(str::to_owned));
    }

    /// The value of a metric with its labels; 0 if the operator does not have it yet.
    pub(crate) fn metric(&self, name: &str) -> u64 {
        let log = self.log();
        let line = log.lines().find(|line| line.contains("serving metrics")).unwrap();
        let (_, address) = line.split_once("127.0.0.1:").unwrap();
        let port: String = address.chars().take_while(char::is_ascii_digit).collect();
        let mut stream = TcpStream::connect(("127.0.0.1", port.parse().unwrap())).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.0 200 "), "{text}");
        let found = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.map_or(0, |value| value.parse().unwrap())
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    pub(crate) fn api(&self, api_version: &str, kind: &str) -> Api<DynamicObject> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
        Api::namespaced_with(self.client.clone(), &self.namespace, &resource)
    }

    pub(crate) fn sites(&self) -> Api<DynamicObject> {
        self.api("demo.example.com/v1", "Site")
    }

    pub(crate) async fn create(&self, name: &str, spec: Value) {
        self.create_with(name, spec, json!({})).await;
    }

    pub(crate) async fn create_with(&self, name: &str, spec: Value, annotations: Value) {
        let site = json!({
            "apiVersion": "demo.example.com/v1", "kind": "Site",
            "metadata": { "name": name, "annotations": annotations }, "spec": spec,
        });
        let site = serde_json::from_value(site).unwrap();
        self.sites().create(&Default::default(), &site).await.unwrap();
    }

    pub(crate) async fn patch(&self, name: &str, patch: Value) {
        let patch = Patch::Merge(patch);
        self.sites()
            .patch(name, &PatchParams::default(), &patch)
            .await
            .unwrap();
    }

    pub(crate) async fn delete(&self, name: &str) {
        self.sites().delete(name, &DeleteParams::default()).await.unwrap();
        let gone = async || self.sites().get_opt(name).await.unwrap().is_none().then_some(());
        self.wait(&format!("{name} is gone"), gone).await;
    }

    /// Waits until a condition of an object has this status and reason, and returns it.
    pub(crate) async fn condition(&self, name: &str, kind: &str, status: &str, reason: &str) -> Value {
        let what = format!("{name}: {kind}={status} {reason}");
        let found = async || {
            let site = self.sites().get(name).await.unwrap();
            let conditions = site.data["status"]["conditions"].as_array().cloned();
            let mut conditions = conditions.unwrap_or_default().into_iter();
            let found = conditions.find(|condition| condition["type"] == kind)?;
            let current = found["observedGeneration"].as_i64() == site.metadata.generation;
            (current && found["status"] == status && found["reason"] == reason).then_some(found)
        };
        self.wait(&what, found).await
    }

    /// Waits until the last run for an object has succeeded.
    pub(crate) async fn succeeded(&self, name: &str) -> Value {
        self.condition(name, "Successful", "True", "Successful").await;
        self.condition(name, "Running", "True", "Successful").await
    }

    /// Waits for an answer.
    pub(crate) async fn wait<T, F: Future<Output = Option<T>>>(
        &self,
        what: &str,
        mut ask: impl FnMut() -> F,
    ) -> T {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            if Instant::now() > deadline {
                let sites = self.sites().list(&Default::default()).await.unwrap();
                let states = sites
                    .items
                    .iter()
                    .map(|site| format!("{}: {}\n", site.name_any(), site.data["status"]));
                let states: String = states.collect();
                panic!("not {what}; the objects:\n{states}the log:\n{}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until a ConfigMap has a value.
    pub(crate) async fn map(&self, name: &str, field: &str, value: &str) -> DynamicObject {
        let maps = self.api("v1", "ConfigMap");
        let found = async || {
            let map = maps.get_opt(name).await.unwrap()?;
            (map.data["data"][field] == value).then_some(map)
        };
        self.wait(&format!("{name} has {field}={value}"), found).await
    }

    /// The artifacts of the runs for an object, the oldest first.
    pub(crate) fn runs(&self, name: &str) -> Vec<PathBuf> {
        let kind = "work/runner/demo.example.com/v1/Site";
        let artifacts = self.path(kind).join(&self.namespace).join(name).join("artifacts");
        let entries = fs::read_dir(artifacts).into_iter().flatten();
        let mut runs: Vec<_> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| !path.ends_with("latest"))
            .collect();
        runs.sort();
        runs
    }
}

const ENTRY: &str = "- group: demo.example.com\n  version: v1\n  kind: Site\n  role: site\n";

impl Drop for Site {
    fn drop(&mut self) {
        if self.operator.is_some() {
            self.kill();
        }
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
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

/// The arguments of the processes that have this text in them, such as the folder of runs.
pub(crate) fn processes(text: &str) -> Vec<String> {
    let all = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let arguments = fs::read(entry.ok()?.path().join("cmdline")).ok()?;
        let arguments = String::from_utf8_lossy(&arguments).replace('\0', " ");
        (arguments.contains(text) && !arguments.contains("--watches-file")).then_some(arguments)
    });
    all.collect()
}
