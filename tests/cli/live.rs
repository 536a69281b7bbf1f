//! Live reload: what the targets run, and the script that restarts the manager.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::project::Project;

fn project(plugins: &str) -> Project {
    let project = Project::empty();
    let said = project.run(&[
        "init",
        "--project-name",
        "demo",
        "--license",
        "none",
        "--plugins",
        plugins,
    ]);
    assert_eq!(said.status, 0, "{}", said.err);
    project
}

/// What a command prints, which has to succeed.
fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Both tools share files, which stay until the second one is removed.
#[test]
fn two_tools_share_their_files() {
    let project = project("rust/v1");
    let before = project.files();
    let run = |args: &[&str]| {
        let said = project.run(args);
        assert_eq!(said.status, 0, "{}", said.err);
        said.err
    };
    run(&["edit", "--plugins", "skaffold"]);
    assert_eq!(
        run(&["edit", "--plugins", "tilt"]),
        "created Tiltfile\nchanged PROJECT\n"
    );
    let said = run(&["edit", "--remove-plugins", "skaffold"]);
    assert_eq!(said, "removed skaffold.yaml\nchanged PROJECT\n");
    run(&["edit", "--remove-plugins", "tilt"]);
    let after = project.files();
    for (path, text) in &before {
        assert_eq!(after.get(path), Some(text), "{}", path.display());
    }
    assert_eq!(after.len(), before.len());
}

/// `config/live` differs from `config/default` in the file system of the manager only.
#[test]
fn only_the_file_system_differs() {
    let project = project("rust/v1,tilt");
    let objects = |folder: &str| {
        let text = printed(
            Command::new("kubectl")
                .args(["kustomize", folder])
                .current_dir(project.path()),
        );
        let documents = text
            .split("\n---\n")
            .map(|text| kubewright_core::yaml::from_str::<Value>(text).unwrap());
        documents.collect::<Vec<_>>()
    };
    let (mut deployed, live) = (objects("config/default"), objects("config/live"));
    let manager = deployed
        .iter_mut()
        .find(|object| object["kind"] == "Deployment")
        .unwrap();
    let path = "/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem";
    let value = manager.pointer_mut(path).unwrap();
    assert_eq!(*value, true);
    *value = false.into();
    assert_eq!(deployed, live);
}

/// The commands of the targets, with programs that print their arguments.
#[test]
fn targets() {
    let project = project("rust/v1,skaffold");
    let program = |name: &str, lines: &str| {
        let path = project.path().join("tools").join(name);
        project.write(&format!("tools/{name}"), &format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path.display().to_string()
    };
    let target = project.path().join("target");
    let built = target.join("x86_64-unknown-linux-musl/debug/demo");
    let cargo = program(
        "cargo",
        &format!(
            "if [ \"$1\" = metadata ]; then echo '{{\"target_directory\":\"{}\"}}'; exit; fi\n\
             echo cargo \"$@\" \"($CC_x86_64_unknown_linux_musl)\"\nmkdir -p '{}'\necho program > '{}'",
            target.display(),
            built.parent().unwrap().display(),
            built.display()
        ),
    );
    let docker = program("docker", "echo docker \"$@\"");
    let kubectl = program("kubectl", "echo kubectl \"$@\"; cat");
    let kubewright = program("kubewright", "exit 0");
    let make = |args: &[&str]| {
        printed(
            Command::new("make")
                .args(["--no-print-directory", "--silent", "LIVE_ARCH=x86_64"])
                .args([format!("CARGO={cargo}"), format!("CONTAINER_TOOL={docker}")])
                .args([format!("KUBECTL={kubectl}"), format!("KUBEWRIGHT={kubewright}")])
                .args(args)
                .current_dir(project.path())
                .env_remove("MAKEFLAGS"),
        )
    };
    if cfg!(target_os = "linux") {
        let compiled = "cargo build --target x86_64-unknown-linux-musl --config target.x86_64-unknown-linux-musl.linker=\"rust-lld\" --config profile.dev.strip=\"debuginfo\" (cc)\n";
        assert_eq!(
            make(&["live-image", "LIVE_IMAGE=example.com/demo:1", "LIVE_PUSH=true"]),
            format!(
                "{compiled}docker build --file hack/live/Dockerfile --tag example.com/demo:1 bin/live\ndocker push example.com/demo:1\n"
            )
        );
        assert_eq!(project.text("bin/live/manager"), "program\n");
        let copied = "kubectl --context kind-dev --namespace demo-system exec --stdin --container manager deployment/demo-controller-manager -- sh -c cat > /live/manager.new && chmod +x /live/manager.new && mv /live/manager.new /live/manager\nprogram\n";
        assert_eq!(
            make(&["live-copy", "SKAFFOLD_KUBE_CONTEXT=kind-dev"]),
            format!("{compiled}{copied}")
        );
    }
    assert!(project.text("bin/live/reload.sh").starts_with("#!/bin/sh\n"));
}

/// A process that is ended with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A replaced program runs with the same arguments, one that ends runs again, and SIGTERM ends both.
#[test]
fn a_replaced_program_is_restarted() {
    let project = project("rust/v1,tilt");
    let log = project.path().join("log");
    let write = |name: &str, lines: &str| {
        let (new, path) = (project.path().join("program.new"), project.path().join("program"));
        let text = format!(
            "#!/bin/sh\ntrap 'echo {name} stopped >> log; exit 3' TERM\necho {name} \"$@\" >> log\n{lines}\n"
        );
        fs::write(&new, text).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(new, path).unwrap();
    };
    let waits = "while :; do sleep 0.05 & wait $!; done";
    write("first", waits);
    let child = Command::new("sh")
        .args(["hack/live/reload.sh", "./program", "--leader-elect", "a b"])
        .current_dir(project.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut child = Ended(child);
    while fs::read_to_string(&log).unwrap_or_default() != "first --leader-elect a b\n" {
        std::thread::sleep(Duration::from_millis(10));
    }
    write("second", "exit 1");
    let said = || fs::read_to_string(&log).unwrap();
    let second =
        "first --leader-elect a b\nfirst stopped\nsecond --leader-elect a b\nsecond --leader-elect a b\n";
    while !said().starts_with(second) {
        std::thread::sleep(Duration::from_millis(10));
    }
    write("third", waits);
    while !said().ends_with("third --leader-elect a b\n") {
        std::thread::sleep(Duration::from_millis(10));
    }
    let id = child.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.0.wait().unwrap().code(), Some(3));
    assert!(said().ends_with("third stopped\n"));
}
