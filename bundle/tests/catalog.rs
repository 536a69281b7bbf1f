//! Catalogs, which opm judges and renders as well.
//!
//! A file of `testdata/catalog-refused` is a catalog with one fault; the text beside it has the findings of
//! `kubewright catalog validate` and of `opm validate`, and `SNAPSHOTS=overwrite` rewrites it. A first line `# differs: …` says why
//! the two disagree.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::catalog::Catalog;
use kubewright_bundle::catalog::render::{Form, render};
use kubewright_bundle::catalog::template::{Kind, Resolved};
use kubewright_bundle::catalog::validate::{rules, validate};
use kubewright_bundle::output::Output;
use kubewright_bundle::{Bundle, Files};
use kubewright_core::yaml;
use kubewright_oracles::Tool;
use serde_json::{Value, json};

use common::{golden, root, written};

/// What `opm validate` says; nothing if it accepts.
fn theirs(files: &Files) -> String {
    let folder = written(files);
    let catalog = folder.path().join("bundle");
    let output = Tool::Opm
        .command()
        .arg("validate")
        .arg(&catalog)
        .output()
        .unwrap();
    if output.status.success() {
        return String::new();
    }
    let text = String::from_utf8_lossy(&output.stderr).replace(&catalog.display().to_string(), "catalog");
    let lines = text
        .lines()
        .map(|line| line.split_once(" msg=").map_or(line, |(_, line)| line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The objects that `opm render` prints.
fn rendered(folder: &Path, flags: &[&str]) -> Vec<Value> {
    let output = Tool::Opm
        .command()
        .arg("render")
        .arg(folder)
        .args(flags)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let stream = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
    stream.map(Result::unwrap).collect()
}

fn bundles() -> [PathBuf; 2] {
    ["testdata/bundle/memcached", "testdata/olm-v1/bundle"].map(root)
}

#[test]
fn each_catalog_with_a_fault_is_refused_by_both_sides() {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let cases = fs::read_dir(root("testdata/catalog-refused"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = cases
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    cases.sort();
    for path in cases {
        let text = fs::read_to_string(&path).unwrap();
        let mut files = Files::default();
        files.insert("catalog.yaml", text.clone());
        let findings = validate(&files);
        let theirs = theirs(&files);
        let shown = Output::Text.render(&findings, "catalog".as_ref(), &[]);
        let rest = if theirs.is_empty() { "accepted\n" } else { &theirs };
        golden(
            &path.with_extension("txt"),
            &format!("{shown}--- opm validate\n{rest}"),
        );
        let agree = findings.is_empty() == theirs.is_empty();
        if agree == text.starts_with("# differs: ") {
            problems.push(format!(
                "{}: ours {}, theirs {}",
                path.display(),
                findings.len(),
                theirs.lines().count()
            ));
        }
        seen.extend(findings.iter().map(|finding| finding.rule));
    }
    let ids = rules().map(|rule| rule.id).chain(["catalog-unreadable"]);
    problems.extend(
        ids.filter(|id| !seen.contains(id))
            .map(|id| format!("no case finds `{id}`")),
    );
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn each_good_catalog_is_accepted_by_both_sides_and_read_alike() {
    let folders = fs::read_dir(root("testdata/catalog"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        let files = Files::read(&folder).unwrap();
        assert_eq!(validate(&files), [], "{}", folder.display());
        assert_eq!(theirs(&files), "");
        let mut ours: Vec<_> = Catalog::parse(&files)
            .0
            .objects
            .into_iter()
            .map(|object| object.value.to_string())
            .collect();
        let mut theirs: Vec<_> = rendered(&folder, &[]).iter().map(Value::to_string).collect();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{}", folder.display());
    }
}

#[test]
fn each_bundle_is_rendered_as_opm_does() {
    let image = "example.com/bundle:v1";
    for folder in bundles() {
        let bundle = Bundle::parse(&Files::read(&folder).unwrap()).unwrap();
        for (form, migrate) in [(Form::Objects, "--migrate=false"), (Form::Metadata, "--migrate")] {
            let ours = render(&bundle, image, form)
                .unwrap_or_else(|problem| panic!("{}: {problem}", folder.display()));
            let theirs = rendered(&folder, &["--alpha-image-ref-template", image, migrate]);
            assert_eq!([ours], theirs[..], "{}", folder.display());
        }
    }
}

/// A bundle whose version is all that counts.
fn bundle(package: &str, version: &str) -> Value {
    json!({
        "schema": "olm.bundle",
        "name": format!("{package}.v{version}"),
        "package": package,
        "image": format!("example.com/{package}:v{}", version.replace('+', "-")),
        "properties": [{"type": "olm.package", "value": {"packageName": package, "version": version}}],
    })
}

fn by_version(image: &str) -> Result<Resolved, String> {
    let (package, version) = image
        .trim_start_matches("example.com/")
        .split_once(":v")
        .ok_or("not found")?;
    let mut bundle = bundle(package, version);
    bundle["image"] = json!(format!("example.com/{package}:v{}", version.replace('+', "-")));
    Ok(Resolved { bundle, csv: None })
}

#[test]
fn each_template_gives_its_catalog() {
    let folder = root("testdata/catalog-templates");
    let mut templates: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    templates.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    templates.sort();
    assert!(!templates.is_empty());
    for path in templates {
        let template: Value = yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let kind = Kind::of(&template).unwrap();
        let text = match kind.render(&template, &by_version) {
            Ok(objects) => {
                let documents = objects
                    .iter()
                    .map(|object| format!("---\n{}", yaml::to_string(object).unwrap()));
                let text: String = documents.collect();
                let mut files = Files::default();
                files.insert("catalog.yaml", text.clone());
                assert_eq!(validate(&files), [], "{}", path.display());
                assert_eq!(theirs(&files), "", "{}", path.display());
                text
            }
            Err(problem) => format!("error: {problem}\n"),
        };
        golden(&path.with_extension("txt"), &text);
    }
}
