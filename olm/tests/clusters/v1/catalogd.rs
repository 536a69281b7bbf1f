//! A simulated cluster with the CRDs of OLM v1, a registry on loopback, and catalogd as a process.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kube::Client;
use kube::api::ListParams;
use kubewright_envtest::{Crds, Environment, Shared};
use kubewright_oracles::Tool;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::controller::Controller;
use crate::clusters::bundle::Bundle;
use crate::clusters::fixture::{self, Said};
use crate::registry::{Manner, Registry};

static CLUSTER: Shared = Shared::new(|| {
    let base = Tool::Catalogd.sources().join("helm/olmv1/base");
    let crds = ["catalogd", "operator-controller"].map(|part| base.join(part).join("crd/standard"));
    let [catalogs, extensions] = crds.map(|folder| Crds::read(folder).unwrap());
    Environment::builder().cluster().crds(catalogs).crds(extensions)
});

pub(super) fn cluster() -> &'static Environment {
    CLUSTER.get().unwrap()
}

/// A registry that catalogd is told to talk to without TLS.
static REGISTRY: LazyLock<Registry> = LazyLock::new(registry);
static OTHER: LazyLock<Registry> = LazyLock::new(registry);

/// Another registry.
pub(super) fn other_registry() -> &'static Registry {
    &OTHER
}

fn registry() -> Registry {
    // A thread of its own: the caller's has a runtime already.
    std::thread::spawn(|| Registry::start(Manner::Open))
        .join()
        .unwrap()
}

/// catalogd, and what plays operator-controller.
struct Olm {
    folder: TempDir,
    controller: Arc<Controller>,
}

static OLM: LazyLock<Olm> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    cluster()
        .write_kubeconfig(folder.path().join("kubeconfig"))
        .unwrap();
    start(folder.path());
    let catalogs = folder.path().join("cache/catalogs");
    let stored = Arc::clone(&REGISTRY.stored);
    let controller = Controller::start(cluster(), catalogs, stored);
    Olm { folder, controller }
});

/// Starts catalogd, which ends with this program. It reads the token of its service account from a fixed path, so it gets a mount
/// namespace with a folder of its own there.
fn start(folder: &Path) {
    let containers = folder.join(".config/containers");
    fs::create_dir_all(&containers).unwrap();
    let insecure = format!(
        "[[registry]]\nlocation = \"{}\"\ninsecure = true\n",
        REGISTRY.address
    );
    fs::write(containers.join("registries.conf"), insecure).unwrap();
    let encoded = |part: Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let subject = "system:serviceaccount:olmv1-system:catalogd-controller-manager";
    let (header, claims) = (json!({ "alg": "HS256" }), json!({ "sub": subject }));
    let token = format!("{}.{}.c2ln", encoded(header), encoded(claims));
    fs::write(folder.join("token"), token).unwrap();

    let port = || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let catalogs = format!("127.0.0.1:{}", port());
    let certificates = cluster().webhook_server().certificates().to_path_buf();
    let mount = "mount -t tmpfs none /var/run && mkdir -p /var/run/secrets/kubernetes.io/serviceaccount \
        && cp token /var/run/secrets/kubernetes.io/serviceaccount/token && exec \"$@\"";
    let child = Command::new("/bin/sh")
        .args(["-c", "\"$@\" & cat > /dev/null; kill -9 $!", "catalogd"])
        .args([
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "/bin/sh",
            "-c",
            mount,
            "catalogd",
        ])
        .arg(Tool::Catalogd.program())
        .args([
            "--system-namespace",
            "olmv1-system",
            "--health-probe-bind-address",
            "0",
        ])
        .args(["--metrics-bind-address", "127.0.0.1:0"])
        .args(["--webhook-server-port", &port().to_string()])
        .args([
            "--catalogs-server-addr",
            &catalogs,
            "--external-address",
            &catalogs,
        ])
        .arg("--tls-cert")
        .arg(certificates.join("tls.crt"))
        .arg("--tls-key")
        .arg(certificates.join("tls.key"))
        .arg("--cache-dir")
        .arg(folder.join("cache"))
        .current_dir(folder)
        .env("HOME", folder)
        .env("KUBECONFIG", folder.join("kubeconfig"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(File::create(folder.join("catalogd.log")).unwrap())
        .spawn()
        .unwrap();
    // Its stdin stays open until this program ends.
    std::mem::forget(child);
}

/// A namespace in the cluster, and a folder for files.
pub(super) struct Place {
    pub(super) client: Client,
    pub(super) namespace: &'static str,
    pub(super) controller: Arc<Controller>,
    folder: TempDir,
}

impl Place {
    pub(super) async fn new(namespace: &'static str) -> Self {
        let controller = Arc::clone(&OLM.controller);
        let client = cluster().client();
        fixture::namespace(&client, namespace).await;
        Self {
            client,
            namespace,
            controller,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The image of the catalog. Its tag is in no other place.
    pub(super) fn image(&self) -> String {
        REGISTRY.image(&format!("{0}-catalog:{0}", self.namespace))
    }

    /// The name of an image of the guide in this registry.
    #[expect(clippy::unused_self, reason = "a place has a registry")]
    pub(super) fn in_registry(&self, word: &str) -> String {
        word.replace("registry.example.com", &REGISTRY.address.to_string())
    }

    /// Whether it is in the registry.
    pub(super) fn is_pushed(&self) -> bool {
        REGISTRY.stored.lock().unwrap().contains_key(self.namespace)
    }

    /// The file that catalogd has unpacked.
    pub(super) fn served(&self) -> PathBuf {
        let catalogs = OLM.folder.path().join("cache/catalogs");
        catalogs.join(format!("{}-catalog/catalog.jsonl", self.namespace))
    }

    pub(super) fn write(&self, bundle: &Bundle) {
        bundle.write(&self.folder.path().join("bundle"));
    }

    pub(super) async fn apply(&self, object: &Value) {
        fixture::apply(&self.client, Some(self.namespace), object).await;
    }

    /// Forbids Pods that are not restricted.
    pub(super) async fn restrict(&self) {
        let labels = json!({ "pod-security.kubernetes.io/enforce": "restricted" });
        let object = json!({
            "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": self.namespace, "labels": labels },
        });
        fixture::apply(&self.client, None, &object).await;
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command in the namespace of the place.
    pub(super) fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright-olm"));
        command
            .args(args)
            .arg("--kubeconfig")
            .arg(OLM.folder.path().join("kubeconfig"))
            .current_dir(self.folder())
            .env("HOME", self.folder());
        fixture::said(command.output().unwrap())
    }

    /// Runs `run` in the namespace of the place.
    pub(super) fn install(&self, verb: &str, more: &[&str]) -> Said {
        let place = [
            "run",
            verb,
            "bundle",
            "--use-http",
            "--timeout",
            "60s",
            "-n",
            self.namespace,
        ];
        self.run(&[&place[..], more].concat())
    }

    /// The objects of a kind with the name of the place in theirs.
    pub(super) async fn named(&self, api_version: &str, kind: &str) -> Vec<String> {
        let api = fixture::api(&self.client, None, api_version, kind);
        let names = api.list(&ListParams::default()).await.unwrap().into_iter();
        names
            .filter_map(|object| object.metadata.name)
            .filter(|name| name.contains(self.namespace))
            .collect()
    }

    /// Waits for the garbage collector.
    pub(super) async fn wait_until_gone(&self, api_version: &str, kind: &str) {
        let mut left = self.named(api_version, kind).await;
        for _ in 0..600 {
            if left.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            left = self.named(api_version, kind).await;
        }
        panic!("{kind}: {left:?}");
    }
}
