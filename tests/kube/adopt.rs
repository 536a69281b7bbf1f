//! `kubewright adopt` in crates that it knows little about.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{kubewright, project};

/// What `make deploy` applies.
pub(super) fn built(at: &Path) -> String {
    let mut command = Command::new("kubectl");
    command.args(["kustomize", "config/default"]).current_dir(at);
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn kind(group: &str, name: &str, fields: &str) -> String {
    format!(
        "#[derive(kube::CustomResource, Clone, Debug, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]\n\
         #[kube(group = \"{group}\", version = \"v1\", kind = \"{name}\", namespaced)]\n\
         pub struct {name}Spec {{\n{fields}\n}}\n"
    )
}

fn said(at: &Path, args: &[&str]) -> (bool, String) {
    let output = kubewright(at, args);
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

const UNKNOWN: &str =
    "    pub any: serde_json::Value,\n    #[serde(default = \"crate::odd\")]\n    pub odd: u8,";
const ODD: &str = "pub fn odd() -> u8 {\n    std::env::var(\"ODD\").unwrap().parse().unwrap()\n}\n";

#[test]
fn schemas_of_external_kinds_do_not_matter() {
    let project = project(&[]);
    let at = project.path();
    let own = kind("shop.example.com", "Order", "    pub size: u8,");
    let foreign = kind("monitoring.coreos.com", "PodMonitor", UNKNOWN);
    fs::write(at.join("src/lib.rs"), own.clone() + &foreign + ODD).unwrap();
    let (adopted, text) = said(at, &["adopt"]);
    let expected = "the API groups `monitoring.coreos.com`, `shop.example.com` share no domain";
    assert!(!adopted && text.contains(expected), "{text}");
    let (adopted, text) = said(at, &["adopt", "--domain", "example.com"]);
    assert!(adopted, "{text}");
    let recorded = fs::read_to_string(at.join("PROJECT")).unwrap();
    let external =
        "- domain: coreos.com\n  external: true\n  group: monitoring\n  kind: PodMonitor\n  version: v1\n";
    assert!(recorded.contains(external), "{recorded}");
    for args in [&["manifests", "--check"][..], &["validate"], &["adopt"]] {
        let (passed, text) = said(at, args);
        assert!(passed, "{args:?}: {text}");
    }
    let (adopted, text) = said(at, &["adopt", "--domain", "other.com"]);
    let expected = "`PROJECT` has the domain `example.com`; leave out `--domain`";
    assert!(!adopted && text.contains(expected), "{text}");
    // A call that names paths writes the CRDs of all kinds.
    let (passed, text) = said(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    assert!(!passed && text.contains("`std::env::var`"), "{text}");
    // Those of its own kinds matter.
    let own = kind("shop.example.com", "Order", UNKNOWN);
    fs::write(at.join("src/lib.rs"), own + &foreign + ODD).unwrap();
    let (passed, text) = said(at, &["manifests"]);
    assert!(!passed && text.contains("`std::env::var`"), "{text}");
    assert!(!text.contains("PodMonitor"), "{text}");
}

#[test]
fn what_the_source_does_not_show_can_be_stated_before() {
    let project = project(&[]);
    let at = project.path();
    fs::write(
        at.join("src/lib.rs"),
        kind("shop.example.com", "Order", UNKNOWN) + ODD,
    )
    .unwrap();
    let (adopted, text) = said(at, &["adopt"]);
    assert!(!adopted, "{text}");
    assert!(
        text.contains("note: `kubewright adopt --schema strict` makes strict schemas"),
        "{text}"
    );
    let stated =
        "version: \"3\"\nplugins:\n  kube.kubewright.dev/v1:\n    defaults:\n      OrderSpec.odd: 7\n";
    fs::write(at.join("PROJECT"), stated).unwrap();
    let (adopted, text) = said(at, &["adopt", "--schema", "strict"]);
    assert!(adopted, "{text}");
    let recorded = fs::read_to_string(at.join("PROJECT")).unwrap();
    let configuration = "    defaults:\n      OrderSpec.odd: 7\n    schema: strict\n";
    assert!(recorded.contains(configuration), "{recorded}");
    assert!(recorded.contains("projectName: kube-oracle\n"), "{recorded}");
    let crd = fs::read_to_string(at.join("config/crd/bases/shop.example.com_orders.yaml")).unwrap();
    assert!(crd.contains("default: 7"), "{crd}");
    assert!(
        crd.contains("x-kubernetes-preserve-unknown-fields: true"),
        "{crd}"
    );
    built(at);
}

#[test]
fn a_certificate_for_metrics_needs_no_flag() {
    let project = project(&[]);
    let at = project.path();
    fs::write(
        at.join("src/lib.rs"),
        kind("shop.example.com", "Order", "    pub size: u8,"),
    )
    .unwrap();
    let (adopted, text) = said(at, &["adopt"]);
    assert!(adopted, "{text}");
    let path = at.join("config/default/kustomization.yaml");
    let default = fs::read_to_string(&path).unwrap();
    let lines = "\nresources:\n- ../prometheus\n- metrics_service.yaml\n";
    let parts = "\ncomponents:\n- ../metrics-certificate\n\nreplacements:\n- path: metrics_names.yaml\n";
    let (resources, components) = ("\nresources:\n", "\ncomponents:\n");
    let default = default.replace(resources, lines);
    let (before, _) = default.split_once(components).unwrap();
    fs::write(&path, format!("{before}{parts}")).unwrap();
    let objects = built(at);
    assert!(objects.contains("args: []\n"), "{objects}");
    assert!(
        objects.contains("mountPath: /tmp/k8s-metrics-server/metrics-certs\n"),
        "{objects}"
    );
    assert!(!objects.contains("insecureSkipVerify"), "{objects}");
}

#[test]
fn files_are_those_of_a_workspace_member_and_its_binary() {
    let project = project(&[]);
    let root = project.path();
    let at = root.join("crates/shop");
    fs::create_dir_all(at.join("src/bin")).unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let package = manifest.replace("\"kube-oracle\"", "\"my_op\"");
    assert_ne!(package, manifest);
    fs::write(at.join("Cargo.toml"), package).unwrap();
    fs::write(
        root.join("Cargo.toml"),
        "[workspace]\nmembers = [\"crates/shop\"]\nresolver = \"2\"\n",
    )
    .unwrap();
    fs::remove_dir_all(root.join("src")).unwrap();
    let source = kind("shop.example.com", "Order", "    pub size: u8,");
    fs::write(at.join("src/lib.rs"), source).unwrap();
    for name in ["first", "second"] {
        fs::write(at.join(format!("src/bin/{name}.rs")), "fn main() {}\n").unwrap();
    }
    let (adopted, text) = said(&at, &["adopt", "--bin", "first", "--project-name", "shop"]);
    assert!(adopted, "{text}");
    let read = |path: &str| fs::read_to_string(at.join(path)).unwrap();
    assert!(
        read("PROJECT").contains("workspace: ../..\n"),
        "{}",
        read("PROJECT")
    );
    let made = |target: &str| {
        let mut command = Command::new("make");
        // The tests run below make.
        let flags = [
            "-n",
            "--no-print-directory",
            target,
            "BASE_IMAGE=rust:1",
            "KUBEWRIGHT=kubewright",
        ];
        let output = command.args(flags).current_dir(&at).output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let text = made("docker-build");
    assert!(!text.contains("generate-lockfile"), "{text}");
    assert!(text.contains("--build-arg BASE_IMAGE='rust:1'"), "{text}");
    assert!(text.ends_with("--file Dockerfile ../..\n"), "{text}");
    let text = made("build");
    assert!(text.contains("cargo build --release --bin first\n"), "{text}");
    assert!(text.contains("/release/first\""), "{text}");
    let text = made("run");
    assert!(text.contains("cargo run --bin first -- "), "{text}");
    let text = made("vet");
    assert!(text.contains("--package my_op "), "{text}");
    let makefile = read("Makefile");
    assert!(!makefile.contains("e2e"), "{makefile}");
    let dockerfile = read("Dockerfile");
    assert!(dockerfile.contains("ARG BASE_IMAGE="), "{dockerfile}");
    assert!(dockerfile.contains("--package my_op --bin"), "{dockerfile}");
}
