//! The program behind `kubewright cluster`.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use kube::config::Kubeconfig;
use tempfile::TempDir;

/// A project with a CRD and webhooks.
fn project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for (from, to) in [
        ("crds/widgets.yaml", "config/crd/bases/widgets.yaml"),
        ("webhooks/manifests.yaml", "config/webhook/manifests.yaml"),
    ] {
        let to = folder.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(tests.join(from), to).unwrap();
    }
    folder
}

fn cluster(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright-cluster"));
    command.current_dir(folder).stdin(Stdio::null());
    command
}

fn shell(folder: &Path, script: &str) -> Output {
    cluster(folder)
        .args(["--api-server-only", "--", "/bin/sh", "-c", script])
        .output()
        .unwrap()
}

#[test]
fn a_command_gets_the_cluster_and_ends_it_with_its_own_status() {
    let folder = project();
    let output = shell(
        folder.path(),
        "kubectl get crd widgets.example.com -o name
         kubectl get mutatingwebhookconfigurations -o jsonpath='{.items[0].webhooks[0].clientConfig.url}'
         echo; echo \"$ENABLE_WEBHOOKS https://127.0.0.1:$WEBHOOK_PORT\"; ls $WEBHOOK_CERT_PATH
         cp $KUBECONFIG kept; exit 7",
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        output.status.code(),
        Some(7),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines[0],
        "customresourcedefinition.apiextensions.k8s.io/widgets.example.com"
    );
    let server = lines[2].strip_prefix("true ").unwrap();
    assert!(lines[1].starts_with(&format!("{server}/")), "{text}");
    assert_eq!(lines[3..], ["ca.crt", "tls.crt", "tls.key"]);
    let kubeconfig = folder.path().join("bin/cluster.kubeconfig");
    let export = format!("  export KUBECONFIG='{}'\n", kubeconfig.display());
    let explained = String::from_utf8(output.stderr).unwrap();
    assert!(explained.ends_with(&export), "{explained}");
    assert!(!kubeconfig.exists());
    is_down(&fs::read_to_string(folder.path().join("kept")).unwrap());
}

#[test]
fn without_webhooks_a_command_is_not_told_of_any() {
    let folder = project();
    fs::remove_dir_all(folder.path().join("config/webhook")).unwrap();
    let output = shell(folder.path(), "echo \"${ENABLE_WEBHOOKS-unset}\"");
    assert_eq!(output.stdout, b"unset\n", "{output:?}");
}

#[test]
fn a_signal_ends_all_servers_and_what_they_left() {
    for signal in ["INT", "TERM", "HUP"] {
        let folder = project();
        let mut command = cluster(folder.path());
        command.args(["--api-server-only", "--kubeconfig", "here/config"]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let path = folder.path().join("here/config");
        let export = format!("  export KUBECONFIG='{}'", path.display());
        assert!(lines.any(|line| line == export), "no line {export}");
        let kubeconfig = fs::read_to_string(&path).unwrap();
        kill(signal, child.id());
        assert!(child.wait().unwrap().success());
        is_down(&kubeconfig);
        assert!(!path.exists());
    }
}

#[test]
fn a_signal_is_passed_on_to_the_command_which_may_take_its_time() {
    let folder = project();
    let script = "trap 'echo stopping >told; exit 0' TERM; echo $$ >id; while :; do sleep 0.1; done";
    let mut command = cluster(folder.path());
    command.args(["--quiet", "--api-server-only", "--", "/bin/sh", "-c", script]);
    let mut child = command.spawn().unwrap();
    while !folder.path().join("id").exists() {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    kill("TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(folder.path().join("told").exists());
}

#[test]
fn manifests_that_cannot_be_read_are_named_before_anything_starts() {
    let folder = project();
    let output = cluster(folder.path())
        .args(["--crds", "deploy/crds"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.starts_with("error: cannot read deploy/crds: "), "{text}");
}

fn kill(signal: &str, id: u32) {
    let status = Command::new("kill")
        .args(["-s", signal, &id.to_string()])
        .status();
    assert!(status.unwrap().success());
}

/// Nobody listens where the API server did.
fn is_down(kubeconfig: &str) {
    let config = Kubeconfig::from_yaml(kubeconfig).unwrap();
    let server = config.clusters[0]
        .cluster
        .as_ref()
        .unwrap()
        .server
        .clone()
        .unwrap();
    let address = server.trim_start_matches("https://").trim_end_matches('/');
    TcpStream::connect(address).unwrap_err();
}
