//! A simulated cluster with OLM's controllers as processes.

use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;

use k8s_openapi::api::core::v1::Namespace;
use kube::Client;
use kube::api::{Api, DynamicObject, Patch, PatchParams};
use kubewright_envtest::{Crds, Environment, Shared};
use kubewright_oracles::Tool;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{process, server};

static CLUSTER: Shared = Shared::new(|| {
    let crds = Tool::Olm.sources().join("deploy/chart/crds");
    Environment::builder().cluster().crds(Crds::read(crds).unwrap())
});

static OLM: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    CLUSTER.get().unwrap().write_kubeconfig(&kubeconfig).unwrap();
    std::thread::scope(|scope| {
        // A thread of its own: the caller's has a runtime already.
        scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let client = CLUSTER.get().unwrap().client();
                for object in [
                    json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "olm" } }),
                    json!({ "apiVersion": "operators.coreos.com/v1", "kind": "OLMConfig", "metadata": { "name": "cluster" } }),
                ] {
                    apply(&client, None, &object).await;
                }
            });
        });
    });
    process::start_olm(&kubeconfig);
    server::start(CLUSTER.get().unwrap());
    folder
});

pub(crate) fn environment() -> &'static Environment {
    CLUSTER.get().unwrap()
}

/// The objects of a kind, in a namespace or in none.
pub(crate) fn api(
    client: &Client,
    namespace: Option<&str>,
    api_version: &str,
    kind: &str,
) -> Api<DynamicObject> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let of_kind = kube::core::GroupVersionKind::gvk(group, version, kind);
    let resource = match kind {
        "OLMConfig" => kube::api::ApiResource::from_gvk_with_plural(&of_kind, "olmconfigs"),
        _ => kube::api::ApiResource::from_gvk(&of_kind),
    };
    match namespace {
        Some(namespace) => Api::namespaced_with(client.clone(), namespace, &resource),
        None => Api::all_with(client.clone(), &resource),
    }
}

pub(crate) async fn apply(client: &Client, namespace: Option<&str>, object: &Value) -> DynamicObject {
    let text = |pointer: &str| {
        object
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let params = PatchParams::apply("test").force();
    api(client, namespace, text("/apiVersion"), text("/kind"))
        .patch(text("/metadata/name"), &params, &Patch::Apply(object))
        .await
        .unwrap()
}

/// Creates a namespace that can have Pods.
pub(crate) async fn namespace(client: &Client, name: &str) {
    let object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } });
    apply(client, None, &object).await;
    let accounts = api(client, Some(name), "v1", "ServiceAccount");
    // Pods need it.
    while accounts.get_opt("default").await.unwrap().is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// A namespace in the cluster, and a folder for files.
pub(crate) struct Place {
    pub(crate) client: Client,
    pub(crate) namespace: &'static str,
    folder: TempDir,
}

pub(crate) struct Said {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The message of a command that fails.
    pub(crate) fn failure(&self) -> String {
        assert_eq!(self.status, Some(1), "{}\n{}", self.out, self.err);
        let text = format!("\n{}", self.err);
        let (_, failure) = text.split_once("\nerror: ").unwrap_or_else(|| panic!("{text}"));
        failure.trim_end().to_owned()
    }

    pub(crate) fn succeeds(&self) {
        assert_eq!(self.status, Some(0), "{}\n{}", self.out, self.err);
    }
}

impl Place {
    pub(crate) async fn new(namespace: &'static str) -> Self {
        let _ = LazyLock::force(&OLM);
        let client = CLUSTER.get().unwrap().client();
        self::namespace(&client, namespace).await;
        Self {
            client,
            namespace,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn label(&self, key: &str, value: &str) {
        let namespaces: Api<Namespace> = Api::all(self.client.clone());
        let patch = json!({ "metadata": { "labels": { key: value } } });
        namespaces
            .patch(self.namespace, &PatchParams::default(), &Patch::Merge(patch))
            .await
            .unwrap();
    }

    pub(crate) fn command(&self, args: &[&str]) -> tokio::process::Command {
        let kubeconfig = OLM.path().join("kubeconfig");
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_kubewright-olm"));
        command
            .args(args)
            .arg("--kubeconfig")
            .arg(kubeconfig)
            .args(["-n", self.namespace, "--timeout", "60s"])
            .current_dir(self.path())
            .env("HOME", self.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    pub(crate) async fn run(&self, args: &[&str]) -> Said {
        said(self.command(args).output().await.unwrap())
    }

    pub(crate) async fn apply(&self, object: &Value) {
        apply(&self.client, Some(self.namespace), object).await;
    }
}

pub(crate) fn said(output: std::process::Output) -> Said {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said {
        status: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
