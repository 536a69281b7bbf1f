//! `kubewright envtest`, with an index and an archive in files.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use kubewright::{Streams, run_with};
use kubewright_envtest::{KUBERNETES_VERSION, Platform};
use ring::digest::{SHA512, digest};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::project::Said;

/// A machine with an index of releases in a file.
struct Machine {
    folder: TempDir,
    variables: Vec<(&'static str, OsString)>,
}

impl Machine {
    /// A machine whose index has these releases. A second word replaces the right checksum.
    fn new(releases: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut index = String::from("releases:\n");
        for release in releases {
            let (version, checksum) = release.split_once(' ').unwrap_or((release, ""));
            let archive = archive(version);
            let right = hexadecimal(digest(&SHA512, &archive).as_ref());
            let checksum = if checksum.is_empty() { &right } else { checksum };
            let name = format!("envtest-v{version}-{}.tar.gz", Platform::current());
            let path = folder.path().join(&name);
            fs::write(&path, archive).unwrap();
            let path = path.display();
            index.push_str(&format!(
                "  v{version}:\n    {name}:\n      hash: {checksum}\n      selfLink: {path}\n"
            ));
        }
        fs::write(folder.path().join("index.yaml"), index).unwrap();
        let home = folder.path().join("home").into_os_string();
        Self {
            folder,
            variables: vec![("HOME", home), ("KUBEWRIGHT_ENVTEST_INDEX", "index.yaml".into())],
        }
    }

    fn run(&self, line: &str) -> Said {
        let args = ["kubewright", "envtest"].into_iter().chain(line.split(' '));
        let variable = |name: &str| {
            let mut variables = self.variables.iter();
            variables
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let streams = Streams::plain(&mut out, &mut err);
        let status = run_with(args, self.folder.path(), &variable, streams);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            status,
            out: text(out),
            err: text(err),
        }
    }

    fn fails(&self, line: &str, reason: &str) {
        let said = self.run(line);
        assert!(said.status == 1 && said.err.contains(reason), "{said:?}");
        assert_eq!(said.out, "");
    }

    fn prints(&self, line: &str) -> String {
        let said = self.run(line);
        assert_eq!(said.status, 0, "{said:?}");
        said.out.trim_end().to_owned()
    }

    fn place(&self, version: &str) -> PathBuf {
        let releases = "home/.local/share/kubebuilder-envtest/k8s";
        let releases = self.folder.path().join(releases);
        releases.join(format!("{version}-{}", Platform::current()))
    }
}

fn archive(text: &str) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for name in ["etcd", "kube-apiserver", "kubectl"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        let path = format!("controller-tools/envtest/{name}");
        archive.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `1.37` of `1.37.1`.
fn minor() -> &'static str {
    KUBERNETES_VERSION.rsplit_once('.').unwrap().0
}

fn holds(folder: &Path, text: &str) {
    let found = fs::read_to_string(folder.join("kube-apiserver")).unwrap();
    assert_eq!(found, text);
}

#[test]
#[cfg(target_os = "linux")] // Elsewhere the folder is another.
fn a_release_is_installed_once_and_shown_in_each_form() {
    let newest = format!("{}.90", minor());
    let machine = Machine::new(&["1.36.0", &format!("{}.80", minor()), &newest, "1.99.0"]);
    let place = machine.place(&newest);
    machine.fails("path", &format!("{}.x for ", minor()));
    machine.fails("install -i", "is not installed; run `kubewright envtest install ");

    let platform = Platform::current();
    let (os, arch) = (platform.os(), platform.arch());
    let provided =
        |source: &str| json!({ "version": newest, "os": os, "arch": arch, "path": place, "source": source });
    let printed = |line: &str| serde_json::from_str::<Value>(&machine.prints(line)).unwrap();
    assert_eq!(printed("install --json"), provided("downloaded"));
    holds(&place, &newest);
    assert_eq!(printed("install --json"), provided("installed"));
    assert_eq!(printed("install --json --force"), provided("downloaded"));

    let path = place.display();
    assert_eq!(machine.prints("path"), path.to_string());
    assert_eq!(machine.prints("install -i -p path"), path.to_string());
    assert_eq!(
        machine.prints("install -p env"),
        format!("export KUBEBUILDER_ASSETS='{path}'")
    );
    assert_eq!(
        machine.prints("install"),
        format!("Version: {newest}\nOS/Arch: {os}/{arch}\nPath: {path}")
    );
    let listed = machine.prints("list");
    let lines = [
        format!("(available)  1.99.0  {os}/{arch}"),
        format!("(installed)  {newest}  {os}/{arch}"),
        format!("(available)  {}.80  {os}/{arch}", minor()),
        format!("(buildable)  {KUBERNETES_VERSION}  {os}/{arch}"),
        format!("(available)  1.36.0  {os}/{arch}"),
    ];
    assert_eq!(listed, lines.join("\n"));
    assert_eq!(
        printed("list -i --json"),
        json!([{ "version": newest, "os": os, "arch": arch, "installed": true, "state": "installed" }])
    );
    assert_eq!(
        machine.prints("list 1.36"),
        format!("(available)  1.36.0  {os}/{arch}")
    );
}

#[test]
fn a_wrong_checksum_is_refused_and_nothing_is_built_instead() {
    let machine = Machine::new(&[&format!("{KUBERNETES_VERSION} 00ff")]);
    machine.fails(
        "install",
        "is not what its index says, and is not used: its SHA-512 is ",
    );
    machine.fails("path", "is not installed");
    let kept = machine.folder.path().join("home");
    assert!(!kept.join(".cache").exists());
    assert_eq!(machine.prints("list -i"), "");
    let said = machine.run("list -i");
    let note = format!(
        "note: no release for {} is installed or available\n",
        Platform::current()
    );
    assert_eq!(said.err, note);
}

#[test]
fn folders_and_variables_are_taken_as_they_are_named() {
    let mut machine = Machine::new(&["1.36.1"]);
    let path = machine.folder.path().join("servers/k8s");
    let path = path.join(format!("1.36.1-{}", Platform::current()));
    assert_eq!(
        machine.prints("install 1.36 --bin-dir servers -p path"),
        path.display().to_string()
    );
    holds(&path, "1.36.1");

    machine
        .variables
        .push(("KUBEBUILDER_ASSETS", path.clone().into()));
    let printed: Value = serde_json::from_str(&machine.prints("install --json")).unwrap();
    assert_eq!(
        (&printed["version"], &printed["source"]),
        (&json!(null), &json!("environment"))
    );
    assert_eq!(machine.prints("path"), path.display().to_string());
    // What is asked for by its version is not in a folder without one.
    machine.fails("path 1.36.1", "1.36.1 for ");
    fs::remove_file(path.join("etcd")).unwrap();
    machine.fails("path", "holds no etcd");

    machine.variables.push(("ENVTEST_INSTALLED_ONLY", "true".into()));
    machine.fails("install 1.36", "is not installed");
}

#[test]
fn what_cannot_be_provided_is_named_with_the_reason() {
    let machine = Machine::new(&["1.36.1"]);
    let platform = Platform::current();
    machine.fails(
        "install 1.35",
        &format!("has no release 1.35.x for {platform}; its newest is 1.36.1"),
    );
    machine.fails("install --os plan9", "has no release ");
    machine.fails("install 1.36.1 --index none.yaml", "none.yaml");
    machine.fails(
        "install 1.36.1 --build",
        &format!("1.36.1 for {platform} cannot be built, only {KUBERNETES_VERSION} for {platform}"),
    );
    let said = machine.run("install newest");
    assert!(
        said.status == 2 && said.err.contains("`newest` is not a version; "),
        "{said:?}"
    );
}

#[test]
fn what_was_built_is_installed() {
    let machine = Machine::new(&[]);
    let built = format!(
        "home/.cache/kubewright/envtest/{KUBERNETES_VERSION}-{}",
        Platform::current()
    );
    let built = machine.folder.path().join(built);
    fs::create_dir_all(&built).unwrap();
    for name in ["etcd", "kube-apiserver"] {
        fs::write(built.join(name), "").unwrap();
    }
    assert_eq!(machine.prints("path"), built.display().to_string());
    assert_eq!(
        machine.prints("install latest -p path"),
        built.display().to_string()
    );
    let platform = Platform::current();
    let (os, arch) = (platform.os(), platform.arch());
    assert_eq!(
        machine.prints("list -i"),
        format!("(installed)  {KUBERNETES_VERSION}  {os}/{arch}")
    );
    machine.fails("install --cluster --os plan9", "cannot be built");
}

#[test]
fn without_a_network_what_is_installed_and_what_can_be_built_is_listed() {
    let mut machine = Machine::new(&["1.36.1"]);
    machine.prints("install 1.36");
    machine.variables[1].1 = "http://127.0.0.1:1/index.yaml".into();
    let said = machine.run("list");
    let platform = Platform::current();
    let (os, arch) = (platform.os(), platform.arch());
    let lines = [
        format!("(buildable)  {KUBERNETES_VERSION}  {os}/{arch}\n"),
        format!("(installed)  1.36.1  {os}/{arch}\n"),
    ];
    assert_eq!((said.status, said.out), (0, lines.concat()));
    let note = "note: cannot get http://127.0.0.1:1/index.yaml: ";
    assert!(said.err.starts_with(note), "{}", said.err);
    // Who names the index wants what it lists.
    machine.fails(
        "list --index http://127.0.0.1:1/index.yaml",
        "cannot get http://127.0.0.1:1/index.yaml: ",
    );
}
