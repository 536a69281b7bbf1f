//! Somebody who follows the page, with a cluster and a registry.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright::{Streams, run_with};
use kubewright_envtest::Environment;
use kubewright_guide::page::{Call, Step};
use tempfile::TempDir;
use tokio::process::Command;

use super::operator;
use crate::registry::Registry;

/// The registry on the page.
const REGISTRY: &str = "registry.example.com";

pub(crate) struct Reader {
    folder: TempDir,
    registry: String,
}

impl Reader {
    /// Somebody who has followed the tutorial.
    pub(crate) fn new(environment: &Environment, registry: &Registry) -> Self {
        let reader = Self {
            folder: tempfile::tempdir().unwrap(),
            registry: registry.address.to_string(),
        };
        environment.write_kubeconfig(reader.kubeconfig()).unwrap();
        operator::write_project(&reader.project());
        reader
    }

    pub(crate) fn project(&self) -> PathBuf {
        self.folder.path().join("memcached")
    }

    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.folder.path().join("kubeconfig")
    }

    /// Changes a file of the project.
    pub(crate) fn takes(&self, step: &Step) {
        let mut reader = kubewright_guide::reader::Reader::new(self.project());
        reader.take(step).unwrap();
    }

    /// Runs a command, which must succeed and print what the page says.
    pub(crate) async fn call(&mut self, call: &Call) {
        let line = call.command.replace(REGISTRY, &self.registry);
        let (line, file) = match line.split_once(" > ") {
            Some((line, file)) => (line.to_owned(), Some(self.project().join(file))),
            None => (line, None),
        };
        let words: Vec<_> = line.split(' ').collect();
        let (out, err) = match words[..] {
            ["mkdir", folder] => {
                fs::create_dir(self.project().join(folder)).unwrap();
                Default::default()
            }
            // The CLI starts this program for them.
            ["kubewright", "bundle" | "catalog", "push", ..] => self.program(&words, &["--use-http"]).await,
            ["kubewright", "run", ..] => {
                let kubeconfig = self.kubeconfig().display().to_string();
                let more = ["--use-http", "--timeout", "60s", "--kubeconfig", &kubeconfig];
                self.program(&words, &more).await
            }
            ["kubewright", "olm" | "cleanup", ..] => {
                let kubeconfig = self.kubeconfig().display().to_string();
                self.program(&words, &["--kubeconfig", &kubeconfig]).await
            }
            ["kubewright", ..] => cli(&words, &self.project(), self.folder.path()),
            ["kubectl", ..] => {
                // The page does not show what kubectl prints.
                self.output(Command::new("kubectl").args(&words[1..])).await;
                Default::default()
            }
            _ => panic!("nobody runs `{line}`"),
        };
        let printed = match file {
            Some(file) => {
                fs::write(file, out).unwrap();
                err
            }
            None => out + &err,
        };
        let printed = printed.replace(&self.registry, REGISTRY);
        assert!(call.fits(&printed), "`{}` prints:\n{printed}", call.command);
    }

    async fn program(&self, words: &[&str], more: &[&str]) -> (String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kubewright-olm"));
        self.output(command.args(&words[1..]).args(more)).await
    }

    async fn output(&self, command: &mut Command) -> (String, String) {
        let command = command.current_dir(self.project());
        let command = command.env("HOME", self.folder.path()).kill_on_drop(true);
        let output = command.env("KUBECONFIG", self.kubeconfig()).output().await;
        let output = output.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{command:?}:\n{out}{err}");
        (out, err)
    }
}

/// Runs a command of the CLI, which must succeed.
pub(crate) fn cli(words: &[&str], folder: &Path, home: &Path) -> (String, String) {
    let variables = |name: &str| match name {
        "HOME" => Some(OsString::from(home)),
        "PATH" => std::env::var_os("PATH"),
        "SOURCE_DATE_EPOCH" => Some("1767225600".into()),
        _ => None,
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = run_with(words, folder, &variables, Streams::plain(&mut out, &mut err));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(out), text(err));
    assert_eq!(status, 0, "{}:\n{out}{err}", words.join(" "));
    (out, err)
}
