//! The cases of `testdata/bundle/generate`: what a bundle is generated from, and the result.
//!
//! A case is a folder. `input.yaml` has the manifests; those without a Deployment get the one of `testdata/bundle/manager.yaml`.
//! `base.yaml` is the base, otherwise `testdata/bundle/base.yaml`; an empty one stands for none. `metadata` has files of
//! `config/metadata`, `former` the bundle of an earlier run, and `options` one option per line. `expected.txt` is the result: notes,
//! then files, or the error. `SNAPSHOTS=overwrite` writes it.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::Files;
use kubewright_bundle::generate::{GenerateError, Generated, Input, Metadata, Options, generate};
use kubewright_core::yaml;
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/bundle");

#[test]
fn each_case_is_generated_as_expected() {
    let mut cases: Vec<_> = fs::read_dir(Path::new(ROOT).join("generate"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() > 20);
    let mut wrong = BTreeSet::new();
    for case in cases {
        let made = match run(&case) {
            Ok(generated) => shown(&generated),
            Err(error) => format!("error: {error}\n"),
        };
        let path = case.join("expected.txt");
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            fs::write(&path, &made).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if made != expected {
            wrong.insert(format!("{}\n{made}", case.display()));
        }
    }
    assert_eq!(wrong, BTreeSet::new());
}

/// A second run of what the first one wrote changes nothing, at any other time.
#[test]
fn a_second_run_changes_nothing() {
    let case = Path::new(ROOT).join("generate/webhooks");
    let first = run(&case).unwrap();
    let (mut input, mut options) = read(&case).unwrap();
    input.former = first.bundle.clone();
    options.now = "2030-01-01T00:00:00Z".to_owned();
    let second = generate(input.clone(), &options).unwrap();
    assert_eq!(second.bundle, first.bundle);
    options.version = Some("9.9.9".to_owned());
    let csv = |generated: &Generated| {
        let path = "manifests/cache.clusterserviceversion.yaml";
        generated.bundle.text(path.as_ref()).unwrap().to_owned()
    };
    assert!(csv(&generate(input, &options).unwrap()).contains("createdAt: \"2030-01-01T00:00:00Z\""));
}

fn run(case: &Path) -> Result<Generated, GenerateError> {
    let (input, options) = read(case)?;
    generate(input, &options)
}

fn read(case: &Path) -> Result<(Input, Options), GenerateError> {
    let text = |path: PathBuf| fs::read_to_string(path).ok();
    let mut objects: Vec<Value> = yaml::all_from_str(&text(case.join("input.yaml")).unwrap()).unwrap();
    objects.retain(|object| *object != serde_json::json!({}));
    let workloads = ["Deployment", "StatefulSet", "List"];
    let mut kinds = objects.iter().filter_map(|object| object["kind"].as_str());
    if !kinds.any(|kind| workloads.contains(&kind)) {
        let manager = text(Path::new(ROOT).join("manager.yaml")).unwrap();
        objects.insert(0, yaml::from_str(&manager).unwrap());
    }
    let base = text(case.join("base.yaml")).or_else(|| text(Path::new(ROOT).join("base.yaml")));
    let base: Vec<Value> = yaml::all_from_str(&base.unwrap()).unwrap();
    let annotations = text(case.join("metadata/annotations.yaml")).unwrap_or_default();
    let input = Input {
        objects,
        base: base.into_iter().find(|base| !base.is_null()),
        metadata: Metadata {
            annotations: Metadata::annotations(&annotations)?,
            dependencies: text(case.join("metadata/dependencies.yaml")),
            properties: text(case.join("metadata/properties.yaml")),
        },
        former: Files::read(&case.join("former")).unwrap_or_default(),
    };
    let mut options = Options {
        package: "cache".to_owned(),
        version: Some("0.1.0".to_owned()),
        builder: "kubewright".to_owned(),
        layout: "rust.kubewright.dev/v1".to_owned(),
        now: "2026-01-01T00:00:00Z".to_owned(),
        metadata: false,
        ..Options::default()
    };
    for line in text(case.join("options")).unwrap_or_default().lines() {
        let (option, value) = line.split_once(' ').unwrap_or((line, ""));
        let list = || value.split(',').map(str::to_owned).collect();
        match option {
            "package" => options.package = value.to_owned(),
            "version" => options.version = (!value.is_empty()).then(|| value.to_owned()),
            "replaces" => options.from_version = Some(value.to_owned()),
            "channels" => options.channels = list(),
            "default-channel" => options.default_channel = Some(value.to_owned()),
            "extra-service-accounts" => options.extra_accounts = list(),
            "metadata" => (options.manifests, options.metadata) = (false, true),
            "both" => options.metadata = true,
            "digest" => {
                let (image, digest) = value.split_once(' ').unwrap();
                options.digests.insert(image.to_owned(), digest.to_owned());
            }
            "keep" => options.overwrite = false,
            "fixed-time" => options.fixed_time = true,
            _ => panic!("{line}"),
        }
    }
    Ok((input, options))
}

fn shown(generated: &Generated) -> String {
    let mut shown = String::new();
    for note in &generated.notes {
        let _ = writeln!(shown, "note: {note}");
    }
    let text = |path: &Path| generated.bundle.text(path).unwrap_or_default();
    for (path, _) in generated.bundle.iter() {
        // The default icon is long.
        let lines = text(path)
            .lines()
            .filter(|line| !line.contains("base64data: PHN2"));
        let lines: String = lines.map(|line| format!("{line}\n")).collect();
        let _ = write!(shown, "=== {}\n{lines}", path.display());
    }
    if let Some(dockerfile) = &generated.dockerfile {
        let _ = write!(shown, "=== bundle.Dockerfile\n{dockerfile}");
    }
    shown
}
