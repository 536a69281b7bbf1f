//! The operator of the tutorial: its project, its program, and the process that stands for its Pod.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use k8s_openapi::api::admissionregistration::v1::MutatingWebhookConfiguration;
use k8s_openapi::api::apps::v1::Deployment;
use kube::api::{Api, ApiResource, DynamicObject, ListParams, ObjectMeta, Patch, PatchParams};
use kube::core::GroupVersionKind;
use kubewright_bundle::Files;
use kubewright_envtest::{Environment, Webhooks};
use serde_json::{Value, json};

use super::reader::cli;

pub(crate) const NAMESPACE: &str = "memcached-system";

/// How the repository is named in the tutorial's files.
const ROOT: &str = "../../../..";

/// The compiled program.
pub(crate) struct Program(PathBuf);

fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

/// Writes the project, with everything that the tutorial's reader wrote.
pub(crate) fn write_project(folder: &Path) {
    let tree = root().join("testdata/projects/tutorial-memcached/tree");
    let home = folder.parent().unwrap();
    let output = folder.to_str().unwrap();
    let words = ["kubewright", "alpha", "generate", "--output-dir", output];
    cli(&words, &tree, home);
    write_written(&tree, folder);
    cli(&["kubewright", "manifests"], folder, home);
}

fn write_written(tree: &Path, folder: &Path) {
    for (path, content) in Files::read(tree).unwrap().iter() {
        let mut text = str::from_utf8(content).unwrap().to_owned();
        if path.ends_with("Cargo.toml") {
            text = text.replace(ROOT, root().to_str().unwrap());
        }
        let path = folder.join(path);
        // Cargo compiles what is new.
        if fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Program {
    /// Compiles it, with the dependencies that are compiled for `tests/projects.rs`.
    pub(crate) fn of_tutorial() -> Self {
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = temporary.join("tutorial");
        let projects = root().join("testdata/projects");
        write_written(&projects.join("tutorial-memcached/tree"), &folder.join("tree"));
        let workspace = fs::read_to_string(projects.join("workspace.toml")).unwrap();
        let profile = &workspace[workspace.find("[profile.dev]").unwrap()..];
        let members = format!("[workspace]\nresolver = \"3\"\nmembers = [\"tree\"]\n\n{profile}");
        fs::write(folder.join("Cargo.toml"), members).unwrap();
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let target = temporary.with_file_name("projects");
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["build", "--package", "memcached", "--bins"])
            .current_dir(&folder);
        // Variables of this test, by which cargo would build everything again.
        for (name, _) in std::env::vars() {
            let of_package = name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST");
            if of_package || name == "RUSTC_BOOTSTRAP" {
                command.env_remove(name);
            }
        }
        let output = command.env("CARGO_TARGET_DIR", &target).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        Self(target.join("debug/memcached"))
    }
}

/// The running program.
pub(crate) struct Operator {
    environment: &'static Environment,
    child: Child,
    log: PathBuf,
}

impl Operator {
    /// Starts the program as the service account that OLM has created. The simulated Pod of its Deployment runs nothing.
    pub(crate) async fn start(
        environment: &'static Environment,
        program: &Program,
        kubeconfig: &Path,
    ) -> Self {
        let account = "memcached-controller-manager";
        let user = environment.service_account(NAMESPACE, account).await.unwrap();
        let namespaced = format!("namespace: {NAMESPACE}");
        let text = user.kubeconfig().replace("namespace: default", &namespaced);
        let own = kubeconfig.with_file_name("operator");
        fs::write(&own, text).unwrap();
        let server = environment.webhook_server();
        let log = kubeconfig.with_file_name("operator.log");
        let child = Command::new(&program.0)
            .arg(format!("--kubeconfig={}", own.display()))
            .arg(format!("--webhook-port={}", server.port()))
            .arg(format!("--webhook-cert-path={}", server.certificates().display()))
            .args([
                "--leader-elect",
                "--health-probe-bind-address=0",
                "--metrics-bind-address=0",
            ])
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Self {
            environment,
            child,
            log,
        }
    }

    /// Sets the size of a sample, and waits until the operator reports that it is available.
    pub(crate) async fn makes_available(&self, size: i32) {
        let sample = json!({
            "apiVersion": "cache.example.com/v1alpha1", "kind": "Memcached", "metadata": { "name": "sample" },
            "spec": { "size": size },
        });
        let samples = self.samples();
        let params = PatchParams::apply("test").force();
        self.eventually("the sample is accepted", async || {
            self.call_here().await;
            samples
                .patch("sample", &params, &Patch::Apply(&sample))
                .await
                .is_ok()
        })
        .await;
        self.eventually("the sample is available", async || {
            let sample = serde_json::to_value(samples.get("sample").await.unwrap()).unwrap();
            let conditions = sample["status"]["conditions"].as_array().cloned();
            let is_available =
                |condition: &Value| condition["type"] == "Available" && condition["status"] == "True";
            conditions.unwrap_or_default().iter().any(is_available) && self.replicas().await == Some(size)
        })
        .await;
    }

    /// The Service leads to a Pod that runs nothing: has the API server call the program instead.
    async fn call_here(&self) {
        let api: Api<MutatingWebhookConfiguration> = Api::all(self.environment.client());
        let of_olm = ListParams::default().labels("olm.owner.kind=ClusterServiceVersion");
        for mut configuration in api.list(&of_olm).await.unwrap() {
            configuration.metadata = ObjectMeta {
                name: configuration.metadata.name,
                labels: configuration.metadata.labels,
                ..ObjectMeta::default()
            };
            let webhooks = Webhooks::from(configuration);
            self.environment.install_webhooks(webhooks).await.unwrap();
        }
    }

    async fn replicas(&self) -> Option<i32> {
        let api: Api<Deployment> = Api::namespaced(self.environment.client(), NAMESPACE);
        api.get_opt("sample").await.unwrap()?.spec.replicas
    }

    fn samples(&self) -> Api<DynamicObject> {
        let kind = GroupVersionKind::gvk("cache.example.com", "v1alpha1", "Memcached");
        let resource = ApiResource::from_gvk(&kind);
        Api::namespaced_with(self.environment.client(), NAMESPACE, &resource)
    }

    async fn eventually(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let wait = async {
            while !is_so().await {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let done = tokio::time::timeout(Duration::from_secs(60), wait).await;
        let log = fs::read_to_string(&self.log).unwrap();
        done.unwrap_or_else(|_| panic!("{what}: not so after a minute; the operator's log:\n{log}"));
    }

    /// Deletes the sample, and stops the program.
    pub(crate) async fn ends(self) {
        let samples = self.samples();
        samples.delete("sample", &Default::default()).await.unwrap();
        self.eventually("the sample is deleted", async || {
            samples.get_opt("sample").await.unwrap().is_none() && self.replicas().await.is_none()
        })
        .await;
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
