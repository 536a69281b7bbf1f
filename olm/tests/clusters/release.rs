//! OLM is installed from manifests, shown and uninstalled.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_envtest::Environment;
use kubewright_oracles::Tool;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::fixture::{Said, api, apply, said};
use super::page::commands;

/// A cluster without OLM, and a folder with the manifests of one.
struct Place {
    environment: Environment,
    folder: TempDir,
}

impl Place {
    async fn new() -> Self {
        let environment = Environment::cluster().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        environment
            .write_kubeconfig(folder.path().join("kubeconfig"))
            .unwrap();
        Self { environment, folder }
    }

    fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright-olm"));
        command
            .args(args)
            .args(["--kubeconfig", "kubeconfig"])
            .current_dir(self.folder.path());
        said(command.output().unwrap())
    }

    /// Runs a command of the guide.
    fn follow(&self, verb: &str) -> Said {
        let found = commands("olm.md", "console", &[&format!("kubewright olm {verb}")]);
        let words: Vec<_> = found[0].iter().skip(1).map(String::as_str).collect();
        self.run(&words)
    }

    fn write(&self, name: &str, objects: &[Value]) {
        let text: String = objects.iter().map(|object| format!("---\n{object}\n")).collect();
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn write_crds(&self, folders: &[PathBuf]) {
        let mut text = String::new();
        for folder in folders {
            for entry in fs::read_dir(folder).unwrap() {
                text += &format!("---\n{}\n", fs::read_to_string(entry.unwrap().path()).unwrap());
            }
        }
        fs::write(self.folder.path().join("crds.yaml"), text).unwrap();
    }
}

fn deployment(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": name, "namespace": "olm" },
        "spec": {
            "selector": { "matchLabels": { "app": "olm" } },
            "template": { "metadata": { "labels": { "app": "olm" } }, "spec": { "containers": [{ "name": "olm", "image": "olm" }] } },
        },
    })
}

fn namespace() -> Value {
    json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "olm" } })
}

const NOTHING: &str = "OLM is not installed: none of the objects in the manifests exists";

#[tokio::test]
async fn olm_is_installed_once_shown_and_uninstalled() {
    let place = Place::new().await;
    let missing = "the cluster does not have OLM; `kubewright olm install` installs it";
    assert_eq!(place.run(&["cleanup", "a"]).failure(), missing);
    assert_eq!(place.run(&["olm", "status"]).failure(), missing);

    place.write_crds(&[Tool::Olm.sources().join("deploy/chart/crds")]);
    let config = json!({ "apiVersion": "operators.coreos.com/v1", "kind": "OLMConfig", "metadata": { "name": "cluster" } });
    place.write("olm.yaml", &[deployment("olm-operator"), config, namespace()]);
    place.follow("install").succeeds();
    let again = place.follow("install").failure();
    assert!(
        again.ends_with(" exists, so OLM is installed; `kubewright olm status` shows it"),
        "{again}"
    );
    let shown = place.follow("status");
    shown.succeeds();
    assert!(
        shown.out.contains("Deployment `olm-operator`  installed\n"),
        "{}",
        shown.out
    );
    let subscription = json!({
        "apiVersion": "operators.coreos.com/v1alpha1", "kind": "Subscription", "metadata": { "name": "a" },
        "spec": { "source": "a", "sourceNamespace": "default", "name": "a" },
    });
    let client = place.environment.client();
    apply(&client, Some("default"), &subscription).await;
    let uninstall = ["olm", "uninstall", "--crds", "crds.yaml", "--olm", "olm.yaml"];
    assert_eq!(
        place.run(&uninstall).failure(),
        "1 Subscriptions exist, such as `a` in the namespace `default`; `kubewright cleanup` deletes operators, and `--force` uninstalls OLM anyway"
    );
    place.run(&[&uninstall[..], &["--force"]].concat()).succeeds();
    assert_eq!(place.run(&uninstall).failure(), NOTHING);
}

#[tokio::test]
async fn olm_v1_is_installed_once_shown_and_uninstalled() {
    let place = Place::new().await;
    let base = Tool::Catalogd.sources().join("helm/olmv1/base");
    let crds = |part: &str| Path::new(&base).join(part).join("crd/standard");
    place.write_crds(&[crds("catalogd"), crds("operator-controller")]);
    let catalog = json!({
        "apiVersion": "olm.operatorframework.io/v1", "kind": "ClusterCatalog", "metadata": { "name": "operators" },
        "spec": { "source": { "type": "Image", "image": { "ref": "example.com/catalog:v1" } } },
    });
    // What the real manifests need besides.
    let issuer =
        json!({ "apiVersion": "cert-manager.io/v1", "kind": "Issuer", "metadata": { "name": "ca" } });
    let controller = deployment("operator-controller-controller-manager");
    place.write(
        "olm.yaml",
        &[catalog.clone(), controller.clone(), issuer, namespace()],
    );
    let files = ["--file", "crds.yaml", "--file", "olm.yaml"];
    let run = |verb: &str, more: &[&str]| place.run(&[&["olm", verb], &files[..], more].concat());
    assert_eq!(
        run("install", &[]).failure(),
        "the manifests have the Issuer `ca`, but the cluster does not have the kind Issuer of `cert-manager.io/v1`; install what provides it first, for example cert-manager"
    );
    assert_eq!(run("uninstall", &[]).failure(), NOTHING);

    place.write("olm.yaml", &[catalog, controller, namespace()]);
    let said = run("install", &[]);
    said.succeeds();
    // The catalog comes when the webhooks of OLM run.
    let stages: Vec<_> = said.err.lines().filter(|line| line.ends_with(" …")).collect();
    assert_eq!(
        stages,
        [
            "creating the CRDs …",
            "starting OLM …",
            "creating the objects of OLM …"
        ]
    );
    let shown = run("status", &[]);
    shown.succeeds();
    assert!(
        shown.out.contains("ClusterCatalog `operators`  installed\n"),
        "{}",
        shown.out
    );
    let shown = place.run(&["olm", "status"]);
    assert_eq!(
        shown.out,
        "OLM v1 is installed; `--file` lists the objects of its manifests\n"
    );

    let extension = json!({
        "apiVersion": "olm.operatorframework.io/v1", "kind": "ClusterExtension", "metadata": { "name": "cache" },
        "spec": { "namespace": "olm", "source": { "sourceType": "Catalog", "catalog": { "packageName": "cache" } } },
    });
    let client = place.environment.client();
    apply(&client, None, &extension).await;
    assert_eq!(
        run("uninstall", &[]).failure(),
        "1 ClusterExtensions exist, such as `cache`; `kubewright cleanup` deletes operators, and `--force` uninstalls OLM anyway"
    );
    place.run(&["cleanup", "cache"]).succeeds();

    // With OLM v0 besides, a command says which of the two it uses.
    let crds = kubewright_envtest::Crds::read(Tool::Olm.sources().join("deploy/chart/crds")).unwrap();
    place.environment.install_crds(crds).await.unwrap();
    let both = place.run(&["cleanup", "cache"]);
    assert!(
        both.err.starts_with(
            "note: the cluster has OLM v0 and OLM v1; v0 is used, `--olm v1` selects the other\n"
        ),
        "{}",
        both.err
    );
    let shown = place.run(&["olm", "status"]);
    assert_eq!(
        shown.out,
        "OLM v0 and OLM v1 are installed; `--file` lists the objects of its manifests\n"
    );
    run("uninstall", &[]).succeeds();
    let catalogs = api(&client, None, "olm.operatorframework.io/v1", "ClusterCatalog");
    assert!(catalogs.list(&Default::default()).await.is_err());
}
