//! The charts in a simulated cluster whose Pods are restricted.

mod adoption;
mod answers;
mod lifecycle;
mod places;

use std::path::PathBuf;
use std::process::Command;

use kubewright_envtest::Environment;
use tempfile::TempDir;

use super::project::Project;
use kubewright_oracles::{Tool, output};

const NAME: &str = "memcached-operator";
const NAMESPACE: &str = "memcached-operator-system";
/// Without cert-manager, which is not in this cluster.
const OWN: &str = "webhooks.certificate.source=manager";
const WAIT: [&str; 3] = ["--wait", "--timeout", "60s"];

struct Cluster {
    folder: TempDir,
    /// It ends with the value.
    _environment: Environment,
    _runtime: tokio::runtime::Runtime,
}

impl Cluster {
    /// A cluster with a namespace whose Pods are restricted.
    fn start(namespace: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let environment = runtime.block_on(Environment::cluster()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        environment
            .write_kubeconfig(folder.path().join("kubeconfig"))
            .unwrap();
        let cluster = Self {
            folder,
            _environment: environment,
            _runtime: runtime,
        };
        cluster.create_namespace(namespace);
        cluster
    }

    fn create_namespace(&self, namespace: &str) {
        self.kubectl(&["create", "namespace", namespace]);
        let restricted = "pod-security.kubernetes.io/enforce=restricted";
        self.kubectl(&["label", "namespace", namespace, restricted]);
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    fn kubectl(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("kubectl");
        output(command.args(arguments).env("KUBECONFIG", self.config()))
            .unwrap_or_else(|error| panic!("kubectl {}: {error}", arguments.join(" ")))
    }

    /// A command of helm for the release's namespace.
    fn helm(&self, helm: Tool, arguments: &[&str]) -> String {
        let mut command = Command::new(helm.program());
        let command = command.args(arguments).args(["--namespace", NAMESPACE]);
        output(command.env("KUBECONFIG", self.config()))
            .unwrap_or_else(|error| panic!("{helm:?} {}: {error}", arguments.join(" ")))
    }

    /// A target of the project's Makefile.
    fn make(&self, helm: Tool, project: &Project, arguments: &[&str]) -> String {
        let mut command = Command::new("make");
        let command = command
            .arg(format!("HELM={}", helm.program().display()))
            .args(arguments)
            .current_dir(project.path())
            .env("KUBECONFIG", self.config());
        output(command).unwrap_or_else(|error| panic!("{helm:?} make {}: {error}", arguments.join(" ")))
    }

    /// The objects of the project in the whole cluster.
    fn cluster_wide(&self) -> Vec<String> {
        let kinds = "crds,clusterroles,clusterrolebindings,validatingwebhookconfigurations,mutatingwebhookconfigurations";
        let text = self.kubectl(&["get", kinds, "-o", "name"]);
        let lines = text.lines().filter(|line| line.contains("memcached"));
        lines.map(str::to_owned).collect()
    }
}
