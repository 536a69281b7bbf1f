//! Images go to a registry and come back, and each way in which that fails has a message of its own.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod registry;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright::{Streams, run_with};
use kubewright_bundle::Files;
use kubewright_bundle::image::{self, Image, Reference};
use serde_json::{Value, json};
use tempfile::TempDir;

use registry::{Manner, Registry};

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/olm-v1/bundle");

/// A folder with a home of its own, so that nobody's credentials are used.
struct Home(TempDir);

struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_kubewright-olm"))
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", self.path())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            status: output.status.code().unwrap(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }

    /// The only line of a command that fails.
    fn fails(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{}", said.err);
        let line = said.err.strip_prefix("error: ").unwrap().trim_end().to_owned();
        assert!(!line.contains('\n'), "{line}");
        line
    }

    /// Runs the CLI, which runs the program.
    fn kubewright(&self, args: &[&str]) -> Said {
        let variables = |name: &str| match name {
            "KUBEWRIGHT_OLM" => Some(env!("CARGO_BIN_EXE_kubewright-olm").into()),
            "HOME" => Some(self.path().into()),
            _ => None,
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let args = ["kubewright"].iter().chain(args).copied();
        let streams = Streams::plain(&mut out, &mut err);
        let status = run_with(args, self.path(), &variables, streams).into();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said {
            status,
            out: text(out),
            err: text(err),
        }
    }

    /// Writes the layout of an image of the bundle.
    fn built(&self, name: &str) -> (PathBuf, Image) {
        let image = Image::of_bundle(&Files::read(BUNDLE.as_ref()).unwrap()).unwrap();
        let folder = self.path().join("layout");
        write(&image::layout(&image, &Reference::parse(name).unwrap()), &folder);
        (folder, image)
    }
}

fn write(files: &Files, folder: &Path) {
    for (path, content) in files.iter() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

#[test]
fn a_bundle_comes_back_as_it_was_pushed() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let name = registry.image("team/cache-bundle:v1.0.0");
    let (_, image) = home.built(&name);
    let by_digest = format!("{}@{}\n", registry.image("team/cache-bundle"), image.digest());
    // Again, with everything in the registry already.
    for _ in 0..2 {
        let said = home.run(&["bundle", "push", &name, "--from", "layout", "--use-http"]);
        assert_eq!(
            (said.status, said.out.as_str()),
            (0, by_digest.as_str()),
            "{}",
            said.err
        );
    }
    let said = home.run(&["bundle", "pull", &name, "pulled", "--use-http"]);
    assert_eq!(
        (said.status, said.out.as_str()),
        (0, by_digest.as_str()),
        "{}",
        said.err
    );
    let read = |folder: &Path| Files::read(folder).unwrap();
    assert_eq!(read(&home.path().join("pulled")), read(BUNDLE.as_ref()));
    // By digest, as clusters do.
    let said = home.run(&["bundle", "pull", by_digest.trim(), "again", "--use-http", "-q"]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    let full = home.fails(&["bundle", "pull", &name, "again", "--use-http"]);
    assert_eq!(full, "`again` is not empty; name a new folder");
}

#[test]
fn a_layout_in_one_file_is_pushed_too() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let name = registry.image("cache:v1");
    let (folder, _) = home.built(&name);
    fs::write(
        home.path().join("image.tar"),
        image::tar(&Files::read(&folder).unwrap()),
    )
    .unwrap();
    let said = home.run(&["catalog", "push", &name, "--from", "image.tar", "--use-http"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(registry.stored.lock().unwrap().contains_key("v1"));
}

#[test]
fn credentials_come_from_the_files_of_podman_and_docker() {
    let (home, registry) = (Home::new(), Registry::start(Manner::WantsCredentials));
    let name = registry.image("team/cache:v1");
    home.built(&name);
    let host = registry.address.to_string();
    let push = ["bundle", "push", &name, "--from", "layout", "--use-http"];
    let without = home.fails(&push);
    let expected = format!(
        "the registry `{host}` wants credentials for `{name}`, and there are none; log in with `podman login {host}` or `docker login {host}`"
    );
    assert_eq!(without, expected);

    let docker = home.path().join(".docker/config.json");
    fs::create_dir_all(docker.parent().unwrap()).unwrap();
    // robot:wrong
    let config = json!({ "auths": { host.as_str(): { "auth": "cm9ib3Q6d3Jvbmc=" } } });
    fs::write(&docker, config.to_string()).unwrap();
    let expected = format!(
        "the registry `{host}` rejects the credentials in `{}` for `{name}`; log in again, or ask for access to the repository",
        docker.display()
    );
    assert_eq!(home.fails(&push), expected);

    // Podman's file goes first, and the entry of the repository before that of the host. robot:secret
    let podman = home.path().join(".config/containers/auth.json");
    fs::create_dir_all(podman.parent().unwrap()).unwrap();
    let right = json!({ "auth": "cm9ib3Q6c2VjcmV0" });
    let config =
        json!({ "auths": { host.as_str(): { "auth": "cm9ib3Q6d3Jvbmc=" }, format!("{host}/team"): right } });
    fs::write(&podman, config.to_string()).unwrap();
    assert_eq!(home.run(&push).status, 0);

    // A program that knows them.
    fs::remove_file(&podman).unwrap();
    let helper = home.path().join("docker-credential-test");
    fs::write(
        &helper,
        "#!/bin/sh\necho '{\"Username\":\"robot\",\"Secret\":\"secret\"}'\n",
    )
    .unwrap();
    fs::set_permissions(&helper, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    fs::write(
        &docker,
        json!({ "credHelpers": { host.as_str(): "test" } }).to_string(),
    )
    .unwrap();
    let said = home.run(&push);
    assert_eq!(said.status, 0, "{}", said.err);
}

#[test]
fn credentials_that_cannot_be_used_are_named() {
    let home = Home::new();
    let name = "localhost:1/cache:v1";
    home.built(name);
    let file = home.path().join("auth.json");
    let cases = [
        ("{", format!("`{}` is not valid JSON: EOF while parsing an object at line 1 column 1", file.display())),
        (
            r#"{"auths":{"localhost:1":{"auth":"?"}}}"#,
            format!("`{}` has no valid `auth` for `localhost:1`", file.display()),
        ),
        (
            r#"{"auths":{"localhost:1":{"identitytoken":"t"}}}"#,
            format!(
                "`{}` has an identity token for `localhost:1`, which is not supported; log in with a user name and a password",
                file.display()
            ),
        ),
        (
            r#"{"credsStore":"absent"}"#,
            "`docker-credential-absent` has no credentials for `localhost:1`: No such file or directory (os error 2)".to_owned(),
        ),
    ];
    let file = file.to_str().unwrap();
    for (text, expected) in cases {
        fs::write(file, text).unwrap();
        assert_eq!(
            home.fails(&["bundle", "push", name, "--from", "layout", "--auth-file", file]),
            expected
        );
    }
    let absent = home.fails(&[
        "bundle",
        "push",
        name,
        "--from",
        "layout",
        "--auth-file",
        "absent",
    ]);
    assert_eq!(absent, "cannot read `absent`: it does not exist");
}

#[test]
fn each_failure_of_a_registry_has_its_message() {
    let home = Home::new();
    let push = |registry: &Registry, more: &[&str]| {
        let name = registry.image("cache:v1");
        home.built(&name);
        home.fails(&[&["bundle", "push", &name, "--from", "layout"], more].concat())
    };
    let registry = Registry::start(Manner::Silent);
    let host = registry.address;
    assert_eq!(
        push(&registry, &["--use-http", "--registry-timeout", "1s"]),
        format!("the registry `{host}` did not answer within 1 s; `--registry-timeout` gives it more time")
    );
    let registry = Registry::start(Manner::Broken);
    let host = registry.address;
    assert_eq!(
        push(&registry, &["--use-http"]),
        format!("the registry `{host}` fails with status 503: the disk is full")
    );
    let registry = Registry::start(Manner::ReadOnly);
    let host = registry.address;
    assert_eq!(
        push(&registry, &["--use-http"]),
        format!(
            "the registry `{host}` wants credentials for `{host}/cache:v1`, and there are none; log in with `podman login {host}` or `docker login {host}`"
        )
    );
    let registry = Registry::start(Manner::Open);
    let host = registry.address;
    let tls = push(&registry, &[]);
    assert!(
        tls.starts_with(&format!("cannot talk to the registry `{host}`: "))
            && tls.ends_with("; if it has no TLS, pass `--use-http`"),
        "{tls}"
    );
    fs::write(home.path().join("ca.crt"), "nothing").unwrap();
    assert_eq!(
        push(&registry, &["--ca-file", "ca.crt"]),
        "`ca.crt` has no certificates in PEM"
    );
    drop(registry);
    let gone = home.fails(&[
        "bundle",
        "push",
        &format!("{host}/cache:v1"),
        "--from",
        "layout",
        "--use-http",
    ]);
    assert_eq!(
        gone,
        format!("cannot talk to the registry `{host}`: Connection refused (os error 111)")
    );
}

#[test]
fn what_is_not_there_or_no_bundle_is_named() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let name = registry.image("cache:v1");
    let pull = |name: &str| home.fails(&["bundle", "pull", name, "pulled", "--use-http"]);
    assert_eq!(pull(&name), format!("`{name}` does not exist in its registry"));
    let catalog = Image::of_catalog(&Files::read(BUNDLE.as_ref()).unwrap());
    write(
        &image::layout(&catalog, &Reference::parse(&name).unwrap()),
        &home.path().join("layout"),
    );
    assert_eq!(
        home.run(&["catalog", "push", &name, "--from", "layout", "--use-http"])
            .status,
        0
    );
    assert_eq!(
        pull(&name),
        format!("`{name}` is not the image of a bundle: `manifests/` has no ClusterServiceVersion")
    );
    assert!(!home.path().join("pulled").exists());
    assert_eq!(
        pull("https://example.com/a"),
        "`https://example.com/a` is not the name of an image: it starts with a scheme; write for example `example.com/cache-bundle:v0.0.1`"
    );
    assert_eq!(
        home.fails(&["bundle", "push", "example.com/a:v1"]),
        "`example.com/a:v1` has not been built; `kubewright bundle build -t example.com/a:v1` builds it, or `--from` names its layout"
    );
    assert_eq!(
        home.fails(&["bundle", "push", "example.com/a:v1", "--from", "."]),
        "`.` is not an OCI image layout of one image: it has no `oci-layout`"
    );
}

#[test]
fn platforms_and_digests_are_looked_up_and_missing_ones_named() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let entry = |architecture: &str| {
        json!({
            "mediaType": image::MANIFEST, "digest": image::digest(architecture.as_bytes()), "size": 1,
            "platform": { "os": "linux", "architecture": architecture },
        })
    };
    let index_type = "application/vnd.oci.image.index.v1+json";
    let index =
        json!({ "schemaVersion": 2, "mediaType": index_type, "manifests": [entry("amd64"), entry("arm64")] });
    registry.store("both", index_type, index.to_string());
    let one = Image::new(&Files::default(), &[].into());
    for (digest, blob) in one.blobs() {
        registry.store(&digest, "", blob.to_vec());
    }
    registry.store("one", image::MANIFEST, one.manifest.clone());
    let (both, single) = (registry.image("operator:both"), registry.image("operator:one"));

    let container = |image: &str| json!({ "name": "c", "image": image });
    let csv = json!({
        "kind": "ClusterServiceVersion",
        "metadata": { "name": "a", "labels": {
            "operatorframework.io/arch.amd64": "supported", "operatorframework.io/arch.arm64": "supported",
        } },
        "spec": {
            "install": { "spec": { "deployments": [{ "spec": { "template": { "spec": {
                "containers": [container(&both), container(&single)],
            } } } }] } },
            "relatedImages": [{ "name": "again", "image": both }],
        },
    });
    let mut files = Files::default();
    files.insert("manifests/csv.yaml", csv.to_string());
    write(&files, &home.path().join("bundle"));
    let said = home.run(&["bundle", "images", "--use-http"]);
    let digest = image::digest(index.to_string().as_bytes());
    let expected = format!(
        "{both}  {digest}  linux/amd64,linux/arm64\n{single}  {}  linux/amd64\n",
        one.digest()
    );
    assert_eq!(said.out, expected);
    assert_eq!(
        (said.status, said.err),
        (
            1,
            format!(
                "error: `{single}` has no `linux/arm64`, which the labels of the ClusterServiceVersion promise\n"
            )
        )
    );
    let said = home.run(&["bundle", "images", "--use-http", "--json", "--image", &both]);
    let rows: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        rows,
        json!([{ "image": both, "digest": digest, "platforms": ["linux/amd64", "linux/arm64"] }])
    );
}

/// What commands find in a folder, they find in its image and in its layout.
#[test]
fn images_and_layouts_are_tested_as_their_folders_are() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let name = registry.image("team/cache-bundle:v1.0.0");
    let (_, image) = home.built(&name);
    let reference = Reference::parse(&name).unwrap();
    let tar = image::tar(&image::layout(&image, &reference));
    fs::write(home.path().join("layout.tar"), tar).unwrap();
    home.run(&["bundle", "push", &name, "--from", "layout", "--use-http"]);
    let config = home.path().join("scorecard.yaml");
    let tests = "stages: [{tests: [{entrypoint: [scorecard-test, olm-bundle-validation]}]}]";
    fs::write(
        &config,
        format!("apiVersion: scorecard.operatorframework.io/v1alpha3\nkind: Configuration\n{tests}\n"),
    )
    .unwrap();
    for command in [
        &[
            "bundle",
            "validate",
            "--select-optional",
            "suite=operatorframework",
        ][..],
        &["scorecard", "-c", "scorecard.yaml"],
    ] {
        let of_folder = home.kubewright(&[command, &[BUNDLE]].concat());
        assert!(of_folder.status < 2, "{}", of_folder.err);
        for named in ["layout", "layout.tar", &name] {
            let said = home.kubewright(&[command, &[named, "--use-http"]].concat());
            let found = |said: &Said, named: &str| {
                (
                    said.status,
                    [&said.out, &said.err].map(|text| text.replace(named, "BUNDLE")),
                )
            };
            assert_eq!(found(&said, named), found(&of_folder, BUNDLE), "{named}");
        }
    }
    let said = home.kubewright(&["bundle", "validate", "layout", "-b", "podman"]);
    assert!(
        said.err.starts_with(
            "note: `--image-builder podman` has no effect: images are pulled without a container engine\n"
        ),
        "{}",
        said.err
    );
}

#[test]
fn what_cannot_be_pulled_or_is_no_layout_is_named() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let validate = |named: &str| {
        let said = home.kubewright(&["bundle", "validate", named, "--use-http"]);
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{}", said.err);
        said.err
    };
    let absent = validate(&registry.image("absent:v1"));
    assert!(
        absent.starts_with("error: cannot pull the bundle: ")
            && absent.ends_with("; name the folder of the bundle instead\n"),
        "{absent}"
    );
    let nothing =
        "is not a folder; name a folder that exists, or an image such as `example.com/cache-bundle:v0.0.1`\n";
    assert_eq!(validate("absent"), format!("error: `absent` {nothing}"));
    assert_eq!(validate("./a:b"), format!("error: `./a:b` {nothing}"));
    fs::write(home.path().join("a.tar"), "").unwrap();
    assert_eq!(
        validate("a.tar"),
        "error: `a.tar` is not an OCI image layout of one image: it has no `oci-layout`; `kubewright bundle build --output` writes one\n"
    );
    let catalog = Image::of_catalog(&Files::default());
    let layout = image::layout(&catalog, &Reference::parse("a.io/b").unwrap());
    write(&layout, &home.path().join("catalog"));
    assert_eq!(
        validate("catalog"),
        "error: `catalog` is not the image of a bundle: `manifests/` has no ClusterServiceVersion; `kubewright bundle build` builds one\n"
    );
}

/// operator-sdk's variables `BUNDLE_IMGS` and `CATALOG_BASE_IMG`, by what `make catalog-build` runs.
#[test]
fn a_catalog_is_pulled_and_gets_an_image() {
    let (home, registry) = (Home::new(), Registry::start(Manner::Open));
    let bundle = registry.image("team/cache-bundle:v1.0.0");
    home.built(&bundle);
    home.run(&["bundle", "push", &bundle, "--from", "layout", "--use-http"]);
    let mut files = Files::default();
    let package = "# mine\nschema: olm.package\nname: cache-operator\ndefaultChannel: stable\n";
    files.insert("cache/catalog.yaml", package);
    let base = registry.image("team/catalog:v1");
    let layout = image::layout(&Image::of_catalog(&files), &Reference::parse(&base).unwrap());
    write(&layout, &home.path().join("base"));
    home.run(&["catalog", "push", &base, "--from", "base", "--use-http"]);
    let not = home.fails(&["catalog", "pull", &bundle, "other", "--use-http"]);
    assert_eq!(
        not,
        format!(
            "`{bundle}` is not the image of a catalog: it has no files where its label `{}` says",
            image::CATALOG
        )
    );

    let said = home.run(&["catalog", "pull", &base, "--use-http"]);
    assert!(
        said.err.starts_with("wrote 1 files to `catalog` from:\n"),
        "{}",
        said.err
    );
    let add = [
        "catalog",
        "add",
        "catalog",
        &bundle,
        "--channel",
        "stable",
        "--use-http",
    ];
    let said = home.kubewright(&add);
    assert_eq!(
        (said.status, said.err.as_str()),
        (0, "changed catalog/cache/catalog.yaml\n")
    );
    let text = fs::read_to_string(home.path().join("catalog/cache/catalog.yaml")).unwrap();
    assert!(
        text.starts_with(package) && text.contains(&format!("image: {bundle}\n")),
        "{text}"
    );
    let again = home.kubewright(&add);
    assert_eq!(again.status, 1, "{}", again.err);
    let said = home.kubewright(&[&add[..], &["--if-missing"]].concat());
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    let other = [&add[..], &["--if-missing", "--image", "a.io/other:v1"]].concat();
    let said = home.kubewright(&other);
    assert!(said.err.contains("the catalog has the bundle `"), "{}", said.err);
    let unnamed = home.kubewright(&["catalog", "add", "catalog", "layout", "--channel", "stable"]);
    assert_eq!(
        (unnamed.status, unnamed.err.as_str()),
        (
            2,
            "error: the image of `layout` is not known; name it with `--image`\n"
        )
    );
}
