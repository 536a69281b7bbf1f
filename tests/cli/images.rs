//! `kubewright bundle build` and `catalog build`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright::{Streams, run_with};
use kubewright_bundle::Files;
use kubewright_bundle::image::{self, Image};

const BUNDLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/olm-v1/bundle");

fn kubewright(folder: &Path, args: &[&str]) -> (u8, String, String) {
    let home = OsString::from(folder);
    let variable = |name: &str| (name == "HOME").then(|| home.clone());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams::plain(&mut out, &mut err);
    let args = ["kubewright"].iter().chain(args).copied();
    let status = run_with(args, folder, &variable, streams);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status, text(out), text(err))
}

fn built() -> Image {
    Image::of_bundle(&Files::read(BUNDLE.as_ref()).unwrap()).unwrap()
}

#[test]
fn the_image_of_a_bundle_is_always_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let name = "example.com/cache-bundle:v1.0.0";
    let expected = format!("example.com/cache-bundle@{}\n", built().digest());
    for output in ["a", "b", "a", "c.tar"] {
        let (status, out, err) = kubewright(
            folder.path(),
            &["bundle", "build", BUNDLE, "-t", name, "--output", output],
        );
        assert_eq!((status, out), (0, expected.clone()));
        assert_eq!(err, format!("wrote `{name}` to `{output}`:\n"));
    }
    let read = |name: &str| Files::read(&folder.path().join(name)).unwrap();
    assert_eq!(read("a"), read("b"));
    let archive = fs::read(folder.path().join("c.tar")).unwrap();
    assert_eq!(image::from_tar(&archive).unwrap(), read("a"));
    assert_eq!(image::from_layout(&read("a")).unwrap(), built());
    // Nothing else is left.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn an_image_without_output_is_kept_for_push() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("catalog/cache")).unwrap();
    fs::write(
        folder.path().join("catalog/cache/catalog.yaml"),
        "schema: olm.package\nname: cache\n",
    )
    .unwrap();
    let (status, out, err) = kubewright(
        folder.path(),
        &["catalog", "build", "-t", "localhost:5000/catalog"],
    );
    assert_eq!(
        (status, err.as_str()),
        (0, "built `localhost:5000/catalog:latest` for `push`:\n")
    );
    let kept: PathBuf = folder
        .path()
        .join(".cache/kubewright/images/localhost=5000+catalog=latest");
    let image = image::from_layout(&Files::read(&kept).unwrap()).unwrap();
    assert_eq!(out, format!("localhost:5000/catalog@{}\n", image.digest()));
    assert_eq!(image.labels()[image::CATALOG], "/configs");
    let files = image.files().unwrap();
    assert_eq!(files.iter().count(), 1);
    assert!(files.text("configs/cache/catalog.yaml".as_ref()).is_some());
}

#[test]
fn what_is_no_bundle_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("empty")).unwrap();
    fs::create_dir_all(path.join("mine")).unwrap();
    fs::write(path.join("mine/notes"), "").unwrap();
    let metadata = path.join("listed/metadata/annotations.yaml");
    fs::create_dir_all(metadata.parent().unwrap()).unwrap();
    fs::create_dir_all(path.join("listed/manifests")).unwrap();
    fs::write(
        path.join("listed/manifests/a.yaml"),
        "kind: ClusterServiceVersion\n",
    )
    .unwrap();
    let fails = |args: &[&str]| {
        let (status, out, err) = kubewright(path, args);
        assert_eq!((status, out.as_str()), (1, ""), "{err}");
        err
    };
    let build = |folder: &str, tag: &str| fails(&["bundle", "build", folder, "-t", tag, "-o", "out"]);
    assert_eq!(
        build("absent", "a.io/b:v1"),
        "error: cannot read `absent`: no such file or directory\n"
    );
    assert_eq!(
        build("empty", "a.io/b:v1"),
        "error: `empty` is not a bundle: `manifests/` has no ClusterServiceVersion\n"
    );
    assert_eq!(
        build("listed", "a.io/b:v1"),
        "error: `listed` is not a bundle: `metadata/annotations.yaml` does not have `operators.operatorframework.io.bundle.package.v1`\n"
    );
    fs::write(
        &metadata,
        "annotations:\n  operators.operatorframework.io.bundle.package.v1: a\n  other: 1\n",
    )
    .unwrap();
    assert_eq!(
        build("listed", "a.io/b:v1"),
        "error: `listed` is not a bundle: the annotation `other` in `metadata/annotations.yaml` is not a string\n"
    );
    fs::write(&metadata, "annotations: [\n").unwrap();
    let said = build("listed", "a.io/b:v1");
    assert!(
        said.starts_with("error: `listed` is not a bundle: `metadata/annotations.yaml` cannot be read: "),
        "{said}"
    );
    let digest = format!("a.io/b@sha256:{}", "0".repeat(64));
    assert_eq!(
        build(BUNDLE, &digest),
        format!("error: `{digest}` has a digest, which the build makes; pass a tag\n")
    );
    assert!(build(BUNDLE, "A").starts_with("error: `A` is not the name of an image: "));
    assert!(!path.join("out").exists());
    assert_eq!(
        fails(&["bundle", "build", BUNDLE, "-t", "a.io/b", "-o", "mine"]),
        format!(
            "error: `{}` exists and is not an image layout; name a new folder\n",
            path.join("mine").display()
        )
    );
    assert_eq!(
        fails(&["catalog", "build", "mine", "-t", "a.io/b"]),
        "error: `mine` has no YAML or JSON files of a catalog\n"
    );
    fs::create_dir_all(path.join("more")).unwrap();
    for (file, content) in Files::read(BUNDLE.as_ref()).unwrap().iter() {
        let file = path.join("more").join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    fs::write(path.join("more/README"), "").unwrap();
    let (status, out, err) = kubewright(path, &["bundle", "build", "more", "-t", "a.io/b", "-o", "out"]);
    assert_eq!(status, 0);
    assert_eq!(out, format!("a.io/b@{}\n", built().digest()));
    assert_eq!(
        err,
        "note: `more/README` is not in the image\nwrote `a.io/b:latest` to `out`:\n"
    );
}

#[test]
fn images_of_package_manifests_are_kept_for_push() {
    let case = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/cli/from-packagemanifests/input/packagemanifests"
    );
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "bundle",
        "from-packagemanifests",
        case,
        "--image-tag-base",
        "a.io/cache",
    ];
    let (status, out, err) = kubewright(folder.path(), &args);
    assert_eq!(status, 0, "{err}");
    let names: Vec<_> = out.lines().map(|line| line.split('@').next().unwrap()).collect();
    assert_eq!(names, ["a.io/cache"; 3]);
    assert!(err.ends_with("built `a.io/cache:0.3.0` for `push`:\n"), "{err}");
    let images = folder.path().join(".cache/kubewright/images");
    let kept = images.join("a.io+cache=0.2.0");
    let image = image::from_layout(&Files::read(&kept).unwrap()).unwrap();
    assert_eq!(
        image.labels()["operators.operatorframework.io.bundle.channels.v1"],
        "stable,fast"
    );
    fs::remove_dir_all(&images).unwrap();
    fs::write(&images, "").unwrap();
    let (status, _, err) = kubewright(folder.path(), &args);
    assert_eq!(status, 1);
    assert!(
        err.contains("error: cannot write `") && err.contains("a.io+cache=0.1.0`: "),
        "{err}"
    );
}
