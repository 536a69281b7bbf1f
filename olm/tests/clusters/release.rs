//! OLM is installed from manifests, shown and uninstalled.

use std::fs;
use std::process::Command;

use kubewright_envtest::Environment;
use kubewright_oracles::Tool;
use serde_json::json;

use super::fixture::{Said, said};

#[tokio::test]
async fn olm_is_installed_once_shown_and_uninstalled() {
    let environment = Environment::cluster().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    environment
        .write_kubeconfig(folder.path().join("kubeconfig"))
        .unwrap();
    let run = |args: &[&str]| -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright-olm"));
        command
            .args(args)
            .args(["--kubeconfig", "kubeconfig"])
            .current_dir(folder.path());
        said(command.output().unwrap())
    };
    // A cluster without OLM.
    let missing = "the cluster does not have OLM; `kubewright olm install` installs it";
    assert_eq!(run(&["cleanup", "a"]).failure(), missing);
    assert_eq!(run(&["olm", "status"]).failure(), missing);

    let mut crds = String::new();
    for entry in fs::read_dir(Tool::Olm.sources().join("deploy/chart/crds")).unwrap() {
        crds += &format!("---\n{}\n", fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    fs::write(folder.path().join("crds.yaml"), crds).unwrap();
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "olm-operator", "namespace": "olm" },
        "spec": {
            "selector": { "matchLabels": { "app": "olm" } },
            "template": { "metadata": { "labels": { "app": "olm" } }, "spec": { "containers": [{ "name": "olm", "image": "olm" }] } },
        },
    });
    let config = json!({ "apiVersion": "operators.coreos.com/v1", "kind": "OLMConfig", "metadata": { "name": "cluster" } });
    let namespace = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "olm" } });
    fs::write(
        folder.path().join("olm.yaml"),
        format!("{deployment}\n---\n{config}\n---\n{namespace}\n"),
    )
    .unwrap();

    let files = ["--crds", "crds.yaml", "--olm", "olm.yaml"];
    run(&[&["olm", "install"], &files[..]].concat()).succeeds();
    let again = run(&[&["olm", "install"], &files[..]].concat()).failure();
    assert!(
        again.ends_with(" exists, so OLM is installed; `kubewright olm status` shows it"),
        "{again}"
    );
    let shown = run(&[&["olm", "status"], &files[..]].concat());
    shown.succeeds();
    assert!(
        shown.out.contains("Deployment `olm-operator`  installed\n"),
        "{}",
        shown.out
    );
    run(&[&["olm", "uninstall"], &files[..]].concat()).succeeds();
    let nothing = run(&[&["olm", "uninstall"], &files[..]].concat()).failure();
    assert_eq!(
        nothing,
        "OLM is not installed: none of the objects in the manifests exists"
    );
}
