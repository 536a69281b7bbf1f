//! The bundles of three projects: one with webhooks and a conversion, one that watches namespaces, one with several groups.
//!
//! `testdata/bundle/projects` has them. Every one passes all validators without an edit.

use std::fs;
use std::path::Path;

use kubewright_bundle::validate::{self, Options};

use super::project::{Files, Project, files, run, succeeds, temporary, write};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/bundle/projects");
const PROJECTS: [&str; 3] = ["memcached", "multigroup", "namespaced"];

#[test]
fn each_bundle_is_as_kept_and_passes_validation() {
    for name in PROJECTS {
        let project = Project::named(name);
        let folder = temporary();
        write(folder.path(), project.made());
        let made = bundle(name, folder.path());
        let kept = Path::new(KEPT).join(name);
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            let _ = fs::remove_dir_all(&kept);
            write(&kept, &made);
        }
        assert_eq!(made, files(&kept), "{name}");
        let read = kubewright_bundle::Files::read(&folder.path().join("bundle")).unwrap();
        let options = Options::default().optional("suite=operatorframework".parse().unwrap());
        assert_eq!(validate::validate(&read, &options), [], "{name}");
        // A second run has nothing to write.
        let (_, written) = generate(folder.path());
        assert_eq!(written, "", "{name}");
    }
}

/// A project without the plugin gets it, and its bundle; without it, nothing is left.
fn bundle(name: &str, folder: &Path) -> Files {
    let before = files(folder);
    if !folder.join("hack/olm.mk").exists() {
        succeeds(name, &run(folder, &["edit", "--plugins", "olm"]));
        succeeds(name, &run(folder, &["edit", "--remove-plugins", "olm"]));
        assert_eq!(files(folder), before, "{name}");
        succeeds(name, &run(folder, &["edit", "--plugins", "olm"]));
    }
    let base = ["generate", "kustomize", "manifests", "--interactive=false"];
    succeeds(name, &run(folder, &base));
    let (notes, _) = generate(folder);
    let mut made = files(folder);
    made.retain(|path, _| path.starts_with("bundle") || path == Path::new("bundle.Dockerfile"));
    if !notes.is_empty() {
        made.insert("notes.txt".into(), notes);
    }
    made
}

/// Runs the command, and returns its notes and what it wrote.
fn generate(folder: &Path) -> (String, String) {
    let flags = ["--version", "0.1.0", "--channels", "candidate"];
    let output = run(folder, &[&["generate", "bundle"][..], &flags].concat());
    succeeds("generate bundle", &output);
    let said = String::from_utf8(output.stderr).unwrap();
    let lines = said.split_inclusive('\n').map(str::to_owned);
    lines.partition(|line| line.starts_with("note: "))
}
