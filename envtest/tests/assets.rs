//! How servers are found and built, with scripts in the place of Go.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use kubewright_envtest::{AssetSearch, Binary, Error};

fn search(cache: &Path, go: &str) -> AssetSearch {
    let go = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/go").join(go);
    AssetSearch::from_env().cache(cache).go(go).progress(|_| {})
}

fn find(search: &AssetSearch) -> Result<PathBuf, Error> {
    search
        .find(Binary::CONTROL_PLANE)
        .map(|assets| assets.folder().to_owned())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_given_folder_without_the_servers_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("etcd"), "").unwrap();
    let error = find(&AssetSearch::from_env().folder(folder.path())).unwrap_err();
    let expected = format!(
        "{} holds no kube-apiserver: name a folder that does, or unset KUBEBUILDER_ASSETS so that it is built",
        folder.path().display()
    );
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_given_folder_with_the_servers_is_taken_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for binary in Binary::CONTROL_PLANE {
        fs::write(folder.path().join(binary.name()), "").unwrap();
    }
    assert_eq!(
        find(&AssetSearch::from_env().folder(folder.path())).unwrap(),
        folder.path()
    );
}

#[test]
fn without_go_the_error_says_what_to_install_or_set() {
    let cache = tempfile::tempdir().unwrap();
    let error = find(&search(cache.path(), "absent")).unwrap_err().to_string();
    for part in [
        "etcd 3.7.3 is not in ",
        "/absent`",
        "install Go 1.26 or newer",
        "set KUBEBUILDER_ASSETS",
    ] {
        assert!(error.contains(part), "no {part:?} in {error:?}");
    }
}

#[test]
fn a_failed_build_shows_what_go_says_and_leaves_nothing() {
    let cache = tempfile::tempdir().unwrap();
    let error = find(&search(cache.path(), "fails")).unwrap_err().to_string();
    assert!(error.starts_with("etcd 3.7.3 does not build; "), "{error}");
    assert!(error.ends_with("(running go 1.20; GOTOOLCHAIN=local)"), "{error}");
    let left = names(&cache.path().join("kubewright/envtest"));
    assert!(left.iter().all(|name| name.ends_with(".lock")), "{left:?}");
}

#[test]
fn many_at_once_build_once() {
    let cache = tempfile::tempdir().unwrap();
    let search = search(cache.path(), "builds");
    let folders: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(|| find(&search).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(folders.iter().all(|folder| *folder == folders[0]), "{folders:?}");
    assert_eq!(names(&folders[0]), ["etcd", "kube-apiserver"]);

    let builds = fs::read_to_string(cache.path().join("kubewright/envtest/builds")).unwrap();
    let expected =
        "-mod=mod local 0 go.etcd.io/etcd/server/v3\n-mod=mod local 0 k8s.io/kubernetes/cmd/kube-apiserver\n";
    assert_eq!(builds, expected);
    // The script gives each server's go.mod for the server.
    let manifest = fs::read_to_string(folders[0].join("kube-apiserver")).unwrap();
    assert!(
        manifest.contains("\nrequire k8s.io/kubernetes v1.37.1\n"),
        "{manifest}"
    );
    assert!(
        manifest.contains("\nreplace k8s.io/api => k8s.io/api v0.37.1\n"),
        "{manifest}"
    );
}

#[test]
fn only_what_is_missing_is_built() {
    let cache = tempfile::tempdir().unwrap();
    let search = search(cache.path(), "builds");
    let folder = find(&search).unwrap();
    fs::remove_file(folder.join("etcd")).unwrap();
    assert_eq!(find(&search).unwrap(), folder);
    let builds = fs::read_to_string(cache.path().join("kubewright/envtest/builds")).unwrap();
    let packages: Vec<_> = builds
        .lines()
        .filter_map(|line| line.rsplit(' ').next())
        .collect();
    let (etcd, server) = (
        "go.etcd.io/etcd/server/v3",
        "k8s.io/kubernetes/cmd/kube-apiserver",
    );
    assert_eq!(packages, [etcd, server, etcd]);
}

#[test]
fn servers_of_a_cluster_are_built_on_request_with_the_files_that_they_read() {
    let cache = tempfile::tempdir().unwrap();
    let search = search(cache.path(), "builds");
    let folder = find(&search).unwrap();
    assert_eq!(names(&folder), ["etcd", "kube-apiserver"]);
    let again = search.find(Binary::CLUSTER).unwrap();
    assert_eq!(again.folder(), folder);
    let expected = [
        "etcd",
        "kube-apiserver",
        "kube-controller-manager",
        "kube-scheduler",
        "kwok",
        "kwok-stages.yaml",
    ];
    assert_eq!(names(&folder), expected);
    let stages = fs::read_to_string(folder.join("kwok-stages.yaml")).unwrap();
    let expected = "---\nname: node/fast/node-initialize\n---\nname: pod/fast/pod-ready\n\
                    ---\nname: pod/fast/pod-complete\n---\nname: pod/fast/pod-delete\n";
    assert_eq!(stages, expected);

    fs::remove_file(folder.join("kwok-stages.yaml")).unwrap();
    let given = AssetSearch::from_env().folder(&folder);
    let error = given.find(Binary::CLUSTER).unwrap_err().to_string();
    assert!(error.contains(" holds no kwok-stages.yaml: "), "{error}");
    search.find(Binary::CLUSTER).unwrap();
    given.find(Binary::CLUSTER).unwrap();
}
