//! Releases from an index, with a server and archives of the test's own.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;
use kubewright_envtest::{AssetSearch, Binary, Error, Index, Platform, Store, Version, Wanted};
use ring::digest::{SHA512, digest};

const SERVERS: &[&str] = &["etcd", "kube-apiserver", "kubectl"];

/// What is published, served until the test ends.
#[derive(Default)]
struct Published {
    files: BTreeMap<String, Vec<u8>>,
    index: String,
}

impl Published {
    /// Adds a release with this checksum, or with the right one.
    fn release(&mut self, version: &str, archive: Vec<u8>, checksum: Option<&str>) {
        let platform = Platform::current();
        let name = format!("envtest-{version}-{platform}.tar.gz");
        let checksum = checksum.map_or_else(|| sha512(&archive), str::to_owned);
        self.index.push_str(&format!(
            "  {version}:\n    {name}:\n      hash: {checksum}\n      selfLink: ADDRESS/{name}\n"
        ));
        self.files.insert(format!("/{name}"), archive);
    }

    /// Where the index is.
    fn serve(mut self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let index = format!("releases:\n{}", self.index.replace("ADDRESS", &address));
        self.files.insert(String::from("/index.yaml"), index.into_bytes());
        thread::spawn(move || {
            for stream in listener.incoming() {
                answer(&mut stream.unwrap(), &self.files);
            }
        });
        format!("{address}/index.yaml")
    }
}

fn answer(stream: &mut TcpStream, files: &BTreeMap<String, Vec<u8>>) {
    let mut lines = BufReader::new(&mut *stream).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines.find(String::is_empty);
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, body) = match files.get(path) {
        Some(body) => ("200 OK", body.as_slice()),
        None => ("404 Not Found", &b"no such release"[..]),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    // The client may be satisfied with less.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}

/// Such an archive as controller-tools publishes; `text` is what each server consists of.
fn archive(names: &[&str], text: &str) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Directory);
    header.set_size(0);
    archive
        .append_data(&mut header, "controller-tools/envtest/", &b""[..])
        .unwrap();
    for name in names {
        let mut header = tar::Header::new_gnu();
        let path = format!("controller-tools/envtest/{name}");
        // By hand, for one of the names is such that the library refuses to write it.
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o600);
        header.set_cksum();
        archive.append(&header, text.as_bytes()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

fn sha512(bytes: &[u8]) -> String {
    let sum = digest(&SHA512, bytes);
    sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn wanted(text: &str) -> Wanted {
    text.parse().unwrap()
}

/// All files and folders below a folder.
fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        found.extend(tree(&path));
    }
    found.sort();
    found
}

fn install(address: &str, words: &str, store: &Store) -> Result<Version, Error> {
    let index = Index::read(address)?;
    let installed = index.install(wanted(words), &Platform::current(), store)?;
    assert_eq!(
        installed.folder,
        store.place(installed.version, &Platform::current())
    );
    Ok(installed.version)
}

#[test]
fn the_newest_that_is_wanted_is_installed_whole() {
    let mut published = Published::default();
    for version in ["v1.36.9", "v1.37.2", "v1.37.10", "v1.38.0-rc.1", "v1.38.0"] {
        published.release(version, archive(SERVERS, version), None);
    }
    let address = published.serve();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path());
    assert_eq!(install(&address, "1.37", &store).unwrap().to_string(), "1.37.10");
    assert_eq!(install(&address, "1.36.9", &store).unwrap().to_string(), "1.36.9");

    let platform = Platform::current();
    let installed = store.installed().unwrap();
    let versions: Vec<_> = installed.iter().map(|one| one.version.to_string()).collect();
    assert_eq!(versions, ["1.37.10", "1.36.9"]);
    let found = store.find(wanted("1.37.x"), &platform).unwrap().unwrap();
    for name in SERVERS {
        let file = found.folder.join(name);
        assert_eq!(fs::read_to_string(&file).unwrap(), "v1.37.10");
        assert!(runs(&file));
    }
    let releases = [format!("1.36.9-{platform}"), format!("1.37.10-{platform}")];
    let expected = releases.iter().map(String::as_str).chain(["k8s"]);
    let mut expected: Vec<_> = expected
        .chain(SERVERS.iter().copied())
        .chain(SERVERS.iter().copied())
        .collect();
    expected.sort_unstable();
    assert_eq!(tree(folder.path()), expected);

    let index = Index::read(&address).unwrap();
    let versions: Vec<_> = index.versions(&platform).iter().map(Version::to_string).collect();
    assert_eq!(versions, ["1.38.0", "1.37.10", "1.37.2", "1.36.9"]);
}

#[cfg(unix)]
fn runs(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    fs::metadata(file).unwrap().permissions().mode() & 0o111 == 0o111
}

#[test]
fn what_is_not_what_was_published_is_refused_and_leaves_what_was_there() {
    let good = archive(SERVERS, "good");
    let (folder, store) = {
        let mut published = Published::default();
        published.release("v1.37.1", good.clone(), None);
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path());
        install(&published.serve(), "1.37.1", &store).unwrap();
        (folder, store)
    };
    let before = tree(folder.path());

    let mut published = Published::default();
    let other = sha512(b"something else");
    published.release("v1.37.1", archive(SERVERS, "bad"), Some(&other));
    // What it should be, and cut off; then not an archive; then not one of servers.
    published.release("v1.37.2", good[..good.len() / 2].to_vec(), None);
    published.release("v1.37.3", b"<html>".to_vec(), None);
    published.release("v1.37.4", archive(&["etcd"], "half"), None);
    let address = published.serve();
    for (version, reason) in [
        (
            "1.37.1",
            format!("-{}.tar.gz is not what its index says", Platform::current()),
        ),
        ("1.37.2", String::from("it is not an archive of servers: ")),
        ("1.37.3", String::from("it is not an archive of servers: ")),
        (
            "1.37.4",
            String::from("it is not an archive of servers: it holds no kube-apiserver"),
        ),
    ] {
        let error = install(&address, version, &store).unwrap_err().to_string();
        assert!(error.contains(&reason), "{version}: {error}");
        assert_eq!(tree(folder.path()), before, "{version}");
    }
    let kept = store
        .find(wanted("1.37.1"), &Platform::current())
        .unwrap()
        .unwrap();
    assert_eq!(fs::read_to_string(kept.folder.join("etcd")).unwrap(), "good");
}

#[test]
fn files_of_an_archive_stay_in_their_folder() {
    let mut published = Published::default();
    let names = ["etcd", "kube-apiserver", "../../../../outside"];
    published.release("v1.37.1", archive(&names, "text"), None);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("a/store"));
    install(&published.serve(), "latest", &store).unwrap();
    let place = store.place("1.37.1".parse().unwrap(), &Platform::current());
    assert_eq!(tree(&place), ["etcd", "kube-apiserver", "outside"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_cannot_be_got_is_named_with_the_reason() {
    let store = Store::at("/nonexistent");
    let mut published = Published::default();
    published.release("v1.37.1", archive(SERVERS, "text"), None);
    published.files.clear();
    let address = published.serve();
    let error = install(&address, "latest", &store).unwrap_err().to_string();
    assert!(error.contains(".tar.gz: http status: 404"), "{error}");
    let error = install(&address, "1.36", &store).unwrap_err().to_string();
    let platform = Platform::current();
    assert_eq!(
        error,
        format!("{address} has no release 1.36.x for {platform}; its newest is 1.37.1")
    );
    let other = Platform::new("plan9", "mips");
    let index = Index::read(&address).unwrap();
    let error = index
        .install(Wanted::Latest, &other, &store)
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("has no release latest for plan9-mips; it has none"),
        "{error}"
    );

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Index::read(&format!("http://{closed}/i"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with(&format!("cannot get http://{closed}/i: ")),
        "{error}"
    );
    let error = Index::read("/nonexistent/index.yaml").unwrap_err().to_string();
    assert!(
        error.starts_with("cannot read /nonexistent/index.yaml: "),
        "{error}"
    );
}

#[test]
fn an_index_can_be_a_file_and_must_be_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index.yaml");
    fs::write(&file, "releases: {}\n").unwrap();
    let index = Index::read(file.to_str().unwrap()).unwrap();
    assert_eq!(index.versions(&Platform::current()), []);
    fs::write(&file, "<html>\n").unwrap();
    let error = Index::read(file.to_str().unwrap()).unwrap_err().to_string();
    assert!(error.contains("it is not an index of releases: "), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}

#[test]
fn tests_find_what_was_downloaded() {
    let mut published = Published::default();
    for version in ["v1.36.0", "v1.37.0", "v1.37.9", "v1.38.0"] {
        published.release(version, archive(SERVERS, version), None);
    }
    let address = published.serve();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("store"));
    let search = AssetSearch::from_env()
        .cache(folder.path().join("cache"))
        .go("/nonexistent/go")
        .progress(|_| {})
        .store(store.clone());
    // Of another minor, whose behaviour tests do not expect.
    for other in ["1.36", "1.38"] {
        install(&address, other, &store).unwrap();
    }
    let error = search.find(Binary::CONTROL_PLANE).unwrap_err();
    assert!(matches!(error, Error::GoMissing { .. }), "{error}");
    install(&address, "1.37", &store).unwrap();
    let found = search.find(Binary::CONTROL_PLANE).unwrap();
    assert_eq!(
        found.folder(),
        store.place("1.37.9".parse().unwrap(), &Platform::current())
    );
    // What is not published, but built.
    let error = search.find(Binary::CLUSTER).unwrap_err();
    assert!(matches!(error, Error::GoMissing { .. }), "{error}");
}
