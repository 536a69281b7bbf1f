//! A cluster with a kubelet, and a folder with a configuration.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Pod, ServiceAccount};
use kube::Client;
use kube::api::{Api, ListParams, ObjectMeta, PostParams};
use kubewright::{Streams, run_with};
use kubewright_envtest::{Environment, Shared};
use serde_json::Value;
use tempfile::TempDir;

use super::kubelet;

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/bundle/memcached");

static CLUSTER: Shared = Shared::new(|| Environment::builder().cluster());

static KUBELET: LazyLock<()> = LazyLock::new(|| kubelet::start(CLUSTER.get().unwrap()));

pub(crate) struct Place {
    pub(crate) client: Client,
    namespace: &'static str,
    folder: TempDir,
}

pub(crate) struct Said {
    pub(crate) status: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// The results, as JSON, of the test at an index.
    pub(crate) fn results(&self, index: usize) -> Value {
        let list: Value =
            serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("{}{}", self.out, self.err));
        list["items"][index]["status"]["results"].clone()
    }

    /// The error of the only result.
    pub(crate) fn error(&self) -> String {
        let results = self.results(0);
        assert_eq!(
            (self.status, &results[0]["state"]),
            (1, &Value::from("error")),
            "{results}"
        );
        results[0]["errors"][0].as_str().unwrap().to_owned()
    }
}

impl Place {
    /// A new namespace.
    pub(crate) async fn new(namespace: &'static str, labels: &[(&str, &str)]) -> Self {
        LazyLock::force(&KUBELET);
        let environment = CLUSTER.get().unwrap();
        let client = environment.client();
        let labels = labels
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let object = Namespace {
            metadata: ObjectMeta {
                name: Some(namespace.to_owned()),
                labels: Some(labels.collect()),
                ..ObjectMeta::default()
            },
            ..Namespace::default()
        };
        let namespaces: Api<Namespace> = Api::all(client.clone());
        namespaces.create(&PostParams::default(), &object).await.unwrap();
        let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace);
        // Pods need it.
        while accounts.get_opt("default").await.unwrap().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let folder = tempfile::tempdir().unwrap();
        environment
            .write_kubeconfig(folder.path().join("kubeconfig"))
            .unwrap();
        Self {
            client,
            namespace,
            folder,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `kubewright scorecard` with the stages of a configuration.
    pub(crate) async fn scorecard(&self, stages: &Value, more: &[&str]) -> Said {
        let config = serde_json::json!({
            "apiVersion": "scorecard.operatorframework.io/v1alpha3", "kind": "Configuration", "stages": stages,
        });
        fs::write(self.path().join("config.yaml"), config.to_string()).unwrap();
        let folder = self.path().to_owned();
        let mut args: Vec<OsString> = vec!["kubewright".into(), "scorecard".into(), BUNDLE.into()];
        args.extend(["-c", "config.yaml", "-o", "json", "--kubeconfig", "kubeconfig"].map(OsString::from));
        args.extend(["-n", self.namespace].map(OsString::from));
        args.extend(more.iter().map(OsString::from));
        let run = move || {
            let variable = |name: &str| match name {
                "KUBEWRIGHT_OLM" => Some(OsString::from(env!("CARGO_BIN_EXE_kubewright-olm"))),
                _ => None,
            };
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let status = run_with(args, &folder, &variable, Streams::plain(&mut out, &mut err));
            let text = |bytes| String::from_utf8(bytes).unwrap();
            Said {
                status,
                out: text(out),
                err: text(err),
            }
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    /// How many Pods and ConfigMaps of tests exist.
    pub(crate) async fn left(&self) -> (usize, usize) {
        let selected = ListParams::default().labels("app=scorecard-test");
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), self.namespace);
        let maps: Api<ConfigMap> = Api::namespaced(self.client.clone(), self.namespace);
        let pods = pods.list(&selected).await.unwrap().items.len();
        (pods, maps.list(&selected).await.unwrap().items.len())
    }
}
