//! A cluster, and projects deployed on it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kubewright_envtest::{Crds, Environment, Webhooks};
use kubewright_oracles::{Ansible, Tool};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::project::{Project, temporary};
use super::workspace;

/// Kinds of others that manifests hold, as CRDs that take anything.
const OTHERS: [[&str; 4]; 4] = [
    ["harbour.example.org", "v1", "Berth", "berths"],
    ["cert-manager.io", "v1", "Certificate", "certificates"],
    ["cert-manager.io", "v1", "Issuer", "issuers"],
    ["monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"],
];

pub(crate) struct Cluster {
    runtime: Runtime,
    environment: Environment,
    folder: TempDir,
}

/// A manager that is ended with the value.
pub(super) struct Manager {
    child: Child,
    log: PathBuf,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let environment = runtime.block_on(Environment::cluster()).unwrap();
        let folder = temporary();
        environment.write_kubeconfig(folder.path().join("admin")).unwrap();
        let cluster = Self {
            runtime,
            environment,
            folder,
        };
        let crds: Vec<_> = OTHERS.into_iter().map(crd).collect();
        let crds = Crds::parse(&crds.join("---\n")).unwrap();
        cluster
            .runtime
            .block_on(cluster.environment.install_crds(crds))
            .unwrap();
        cluster
    }

    /// All that `make deploy` applies is accepted, its Pod meets the level "restricted", and the manager does its work
    /// with the rights of its own account.
    pub(crate) fn deploys(&self, project: &Project) {
        project.check_manifests();
        let prefix = project.prefix();
        let namespace = format!("{prefix}-system");
        let manifests = self.kubectl(
            &["kustomize", &path(&project.tree().join("config/default"))],
            None,
        );
        self.kubectl(&["create", "namespace", &namespace], None);
        let restricted = "pod-security.kubernetes.io/enforce=restricted";
        self.kubectl(&["label", "namespace", &namespace, restricted], None);
        self.kubectl(
            &["apply", "--server-side", "--force-conflicts", "-f", "-"],
            Some(&manifests),
        );
        let waits = |arguments: &[&str]| {
            let waited = self.try_kubectl(&[arguments, &["--timeout=60s", "-n", &namespace]].concat(), None);
            if let Err(error) = waited {
                let state = self.kubectl(&["get", "all,events", "-o", "wide", "-n", &namespace], None);
                panic!("{prefix}: {error}\n{state}");
            }
        };
        waits(&["wait", "deployment", "--all", "--for=condition=Available"]);
        if manifests.contains("WebhookConfiguration") {
            // Webhooks that nobody answers yet do not stand in the way of a new Pod.
            let deployment = format!("deployment/{prefix}-controller-manager");
            self.kubectl(&["rollout", "restart", &deployment, "-n", &namespace], None);
            waits(&["rollout", "status", &deployment]);
        }

        let tree = project.tree();
        let manager = match project.is_without_rust() {
            true if project.is_from_roles() => {
                self.run_program(ansible_operator(&tree), &prefix, &namespace, &manifests)
            }
            true => self.run_program(helm_operator(&tree), &prefix, &namespace, &manifests),
            false => self.run(&prefix, &namespace, &manifests),
        };
        let samples = project.tree().join("config/samples");
        if samples.join("kustomization.yaml").is_file() {
            let all = self.kubectl(&["kustomize", &path(&samples)], None);
            self.eventually(
                &["apply", "--server-side", "-n", &namespace, "-f", "-"],
                Some(&all),
            );
            if let Some(object) = project.refused() {
                self.refuses(&object, &namespace);
            }
            for condition in conditions(&project.tree()) {
                let wait = [
                    "wait",
                    "--for",
                    &format!("condition={condition}"),
                    "--timeout=60s",
                    "-n",
                    &namespace,
                    "-f",
                    "-",
                ];
                self.kubectl(&wait, Some(&reconciled(&all, project)));
            }
            // While there is somebody who takes finalizers off.
            let delete = [
                "delete",
                "--ignore-not-found",
                "--timeout=60s",
                "-n",
                &namespace,
                "-f",
                "-",
            ];
            self.kubectl(&delete, Some(&all));
        }
        let leads = ["wait", "lease", "--all", "--for=jsonpath={.spec.holderIdentity}"];
        self.eventually(&[&leads[..], &["--timeout=30s", "-n", &namespace]].concat(), None);
        manager.stop(&prefix);
        self.kubectl(
            &["delete", "--ignore-not-found", "--wait=false", "-f", "-"],
            Some(&manifests),
        );
    }

    /// Waits until nothing is left of a project that was deployed.
    pub(crate) fn is_rid_of(&self, project: &Project) {
        let manifests = self.kubectl(
            &["kustomize", &path(&project.tree().join("config/default"))],
            None,
        );
        let delete = ["delete", "--ignore-not-found", "--timeout=120s", "-f", "-"];
        self.kubectl(&delete, Some(&manifests));
    }

    /// Runs the manager here, as its service account, and has the API server ask it for webhooks.
    pub(super) fn run(&self, prefix: &str, namespace: &str, manifests: &str) -> Manager {
        let program = Command::new(workspace::target().join("debug").join(prefix));
        self.run_program(program, prefix, namespace, manifests)
    }

    fn run_program(&self, mut program: Command, prefix: &str, namespace: &str, manifests: &str) -> Manager {
        let account = format!("{prefix}-controller-manager");
        let user = self
            .runtime
            .block_on(self.environment.service_account(namespace, &account))
            .unwrap();
        let kubeconfig = self.folder.path().join(prefix);
        let text = user
            .kubeconfig()
            .replace("namespace: default", &format!("namespace: {namespace}"));
        fs::write(&kubeconfig, text).unwrap();
        let server = self.environment.webhook_server();
        let certificate = if manifests.contains("- --webhook-cert-secret=") {
            let flags = self.certificate_flags(namespace);
            self.lead_here(&flags, namespace, server.port());
            flags
        } else {
            self.call_instead_of_service(manifests);
            vec![format!("--webhook-cert-path={}", server.certificates().display())]
        };
        let log = self.folder.path().join(format!("{prefix}.log"));
        let child = program
            .arg(format!("--kubeconfig={}", kubeconfig.display()))
            .arg(format!("--webhook-port={}", server.port()))
            .args(certificate)
            .args(["--leader-elect", "--health-probe-bind-address=0"])
            .env("WATCH_NAMESPACE", namespace)
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Manager { child, log }
    }

    /// Has the API server call the manager by its address, with a certificate of the environment's.
    fn call_instead_of_service(&self, manifests: &str) {
        let crds = Crds::parse(manifests).unwrap();
        self.runtime
            .block_on(self.environment.install_crds(crds))
            .unwrap();
        let webhooks = Webhooks::parse(manifests).unwrap();
        self.runtime
            .block_on(self.environment.install_webhooks(webhooks))
            .unwrap();
    }

    /// An object that a webhook refuses, for the reason in its first line.
    fn refuses(&self, object: &str, namespace: &str) {
        let reason = object.lines().next().unwrap().trim_start_matches("# ");
        let apply = ["apply", "--server-side", "-n", namespace, "-f", "-"];
        let refused = self.try_kubectl(&apply, Some(object)).unwrap_err();
        assert!(refused.contains(reason), "{refused}");
    }

    pub(super) fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("admin")
    }

    /// What kubectl prints.
    pub(super) fn kubectl(&self, arguments: &[&str], input: Option<&str>) -> String {
        self.try_kubectl(arguments, input).unwrap_or_else(|error| {
            let logs = fs::read_dir(self.folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().path());
            let logs = logs.filter(|path| path.extension().is_some());
            let logs: Vec<_> = logs.map(|path| fs::read_to_string(path).unwrap()).collect();
            panic!("kubectl {}: {error}\n{}", arguments.join(" "), logs.join("\n"))
        })
    }

    /// The same, as soon as it succeeds: the manager is not ready at once.
    pub(super) fn eventually(&self, arguments: &[&str], input: Option<&str>) -> String {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while std::time::Instant::now() < deadline {
            if let Ok(text) = self.try_kubectl(arguments, input) {
                return text;
            }
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        self.kubectl(arguments, input)
    }

    fn try_kubectl(&self, arguments: &[&str], input: Option<&str>) -> Result<String, String> {
        let mut child = Command::new("kubectl")
            .args(arguments)
            .env("KUBECONFIG", self.kubeconfig())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.unwrap_or_default().to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let _ = writer.join();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

impl Manager {
    /// Asks it to stop, and sees that it ends well.
    pub(super) fn stop(mut self, name: &str) {
        let log = || fs::read_to_string(&self.log).unwrap();
        // By its first words it takes signals; before, one ends it as any program.
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while log().is_empty() && std::time::Instant::now() < deadline {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let id = self.child.id().to_string();
        assert!(
            Command::new("/bin/sh")
                .args(["-c", &format!("kill -TERM {id}")])
                .status()
                .unwrap()
                .success()
        );
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{name}: {status}: {}", log());
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// The conditions that the project's controllers set.
pub(super) fn conditions(tree: &Path) -> Vec<String> {
    let mut found = std::collections::BTreeSet::new();
    for (folder, condition) in [("helm-charts", "Deployed"), ("roles", "Successful")] {
        if tree.join(folder).is_dir() {
            found.insert(condition.to_owned());
        }
    }
    for (_, text) in super::project::files(&tree.join("src")) {
        for setter in ["condition::new(", "conditions.set("] {
            let types = text
                .split(setter)
                .skip(1)
                .filter_map(|rest| rest.split('"').nth(1));
            found.extend(types.map(str::to_owned));
        }
    }
    found.into_iter().collect()
}

/// The program of the image that the Dockerfile of an operator from charts makes, in the folder with the charts.
fn helm_operator(tree: &Path) -> Command {
    let mut program = Command::new(workspace::operator("helm-operator"));
    program
        .arg("run")
        .arg(format!("--helm={}", Tool::Helm4.program().display()))
        .current_dir(tree);
    program
}

/// The same of an operator from roles. The collections are not where the image has them.
fn ansible_operator(tree: &Path) -> Command {
    let ansible = Ansible::installed();
    let mut program = Command::new(workspace::operator("ansible-operator"));
    program
        .arg("run")
        .arg(format!("--ansible-runner={}", ansible.runner().display()))
        .arg(format!(
            "--ansible-collections-path={}",
            ansible.collections().display()
        ))
        .arg("--proxy-port=0")
        .env("ANSIBLE_GATHERING", "explicit")
        .current_dir(tree);
    program
}

/// The samples of kinds that have a controller.
fn reconciled(samples: &str, project: &Project) -> String {
    if project.is_without_rust() {
        return samples.to_owned();
    }
    let project = fs::read_to_string(project.tree().join("PROJECT")).unwrap();
    let has_controller = |kind: &str| {
        let resources = project.split("\n- ").skip(1);
        resources
            .into_iter()
            .any(|resource| resource.contains(&format!("kind: {kind}\n")) && resource.contains("controller"))
    };
    let kind = |document: &str| {
        document
            .lines()
            .find_map(|line| line.strip_prefix("kind: ").map(str::to_owned))
    };
    let documents = samples
        .split("\n---\n")
        .filter(|document| kind(document).is_some_and(|kind| has_controller(&kind)));
    documents.collect::<Vec<_>>().join("\n---\n")
}

fn crd([group, version, kind, plural]: [&str; 4]) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: {plural}.{group}
spec:
  group: {group}
  names: {{ kind: {kind}, plural: {plural} }}
  scope: Namespaced
  versions:
  - name: {version}
    served: true
    storage: true
    schema:
      openAPIV3Schema: {{ type: object, x-kubernetes-preserve-unknown-fields: true }}
"
    )
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
