//! The tutorial of operators from Helm charts: its commands, run one after the other as a reader runs them.

use std::fs::{self, File};
use std::os::unix::{fs::symlink, process::CommandExt as _};
use std::path::Path;
use std::process::{Child, Command, Output};

use kubewright_oracles::Tool;

use super::cluster::Cluster;
use super::project::temporary;
use super::workspace;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/tutorial/helm-operator.md");

/// The blocks of shell commands.
fn blocks() -> Vec<String> {
    let page = fs::read_to_string(PAGE).unwrap();
    let blocks = page.split("```sh\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

/// A reader's terminals.
struct Terminals<'r> {
    programs: &'r Path,
    kubeconfig: &'r Path,
}

/// The operator in another terminal, which is ended with the value.
struct Running(Child);

impl Terminals<'_> {
    fn shell(&self, line: &str, folder: &Path) -> Command {
        let mut shell = Command::new("bash");
        let path = std::env::var("PATH").unwrap();
        shell
            .args(["-ec", line])
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", self.programs.display()))
            .env("KUBECONFIG", self.kubeconfig)
            .env("KUBEWRIGHT", self.programs.join("kubewright"))
            .env("HELM_OPERATOR", self.programs.join("helm-operator"))
            .env("ARGS", "--health-probe-bind-address=0")
            .env_remove("MAKEFLAGS");
        shell
    }

    fn run(&self, line: &str, folder: &Path) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.shell(line, folder).output().unwrap();
        assert!(status.success(), "{line}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // make, and the operator that it runs.
        let group = format!("kill -TERM -{}", self.0.id());
        let _ = Command::new("bash").args(["-c", &group]).status();
        let _ = self.0.wait();
    }
}

pub(crate) fn follow(cluster: &Cluster) {
    let (programs, folder) = (temporary(), temporary());
    let link = |name: &str, program: &Path| symlink(program, programs.path().join(name)).unwrap();
    link("kubewright", Path::new(env!("CARGO_BIN_EXE_kubewright")));
    link("helm-operator", &workspace::operator("helm-operator"));
    link("helm", Tool::Helm4.program());
    let kubeconfig = cluster.kubeconfig();
    let terminals = Terminals {
        programs: programs.path(),
        kubeconfig: &kubeconfig,
    };
    let blocks = blocks();
    let [create, remote, run, use_it] = blocks.as_slice() else {
        panic!("the page has other commands: {blocks:#?}");
    };
    // A chart of a repository on the Internet.
    assert!(remote.contains("--helm-chart-repo https://"), "{remote}");
    terminals.run(create, folder.path());
    let project = folder.path().join("nginx-operator");
    let log = folder.path().join("log");
    let operator = terminals
        .shell(run, &project)
        .process_group(0)
        .stdout(File::create(&log).unwrap())
        .stderr(File::options().append(true).open(&log).unwrap())
        .spawn()
        .unwrap();
    let running = Running(operator);
    let revision = |number: u32| {
        let wait = format!("--for=jsonpath={{.status.deployedRelease.revision}}={number}");
        cluster.eventually(&["wait", "nginx/nginx-sample", &wait, "--timeout=60s"], None);
    };
    for line in use_it.lines() {
        // The CRDs are installed by the other terminal.
        cluster.eventually(&["get", "crd", "nginxes.demo.tutorial.example.com"], None);
        let printed = terminals.run(line, &project);
        match line {
            line if line.starts_with("kubectl apply") => revision(1),
            line if line.starts_with("kubectl patch") => revision(2),
            "helm list" => assert!(
                printed.contains("nginx-sample") && printed.contains("deployed"),
                "{printed}"
            ),
            _ => assert!(printed.contains("nginx-sample"), "{line}: {printed}"),
        }
    }
    let listed = terminals.run("helm list", &project);
    assert!(
        !listed.contains("nginx-sample"),
        "{listed}: {}",
        fs::read_to_string(&log).unwrap()
    );
    drop(running);
}
