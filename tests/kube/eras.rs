//! Projects with earlier versions of kube.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::compared::{differences, plain, without_empty_lists};
use crate::{folder, kubewright};

fn alike(mut crd: Value) -> Value {
    plain(&mut crd);
    without_empty_lists(&mut crd);
    crd
}

/// The CRDs that kube gives for the kinds of a case, by their names; `null` is a panic.
fn expected(path: &Path) -> BTreeMap<String, Value> {
    let all: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let all = all.into_iter().filter(Value::is_object).map(alike);
    all.map(|crd| (crd["metadata"]["name"].as_str().unwrap().to_owned(), crd))
        .collect()
}

/// A project with this source and the version of kube that a folder has.
fn project(era: &Path, source: &Path) -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    let at = project.path();
    fs::create_dir(at.join("src")).unwrap();
    for name in ["Cargo.toml", "Cargo.lock"] {
        let text = fs::read_to_string(era.join(name)).unwrap();
        let text = text
            .replace("../build.rs", "build.rs")
            .replace("../oracle.rs", "src/main.rs");
        fs::write(at.join(name), text).unwrap();
    }
    fs::write(at.join("src/main.rs"), "fn main() {}\n").unwrap();
    fs::copy(source, at.join("src/lib.rs")).unwrap();
    project
}

/// The API server rejects what kube gives before 3.0.1, so the repair is listed; later, kube does the same.
#[test]
fn denied_fields_are_a_repair_where_kube_keeps_the_keyword() {
    let eras = folder().join("eras");
    for (era, repaired) in [("1.1", true), ("3.0.0", true), ("3.0.1", false), ("5.0", false)] {
        let project = project(&eras.join(era), &eras.join("cases/closed.rs"));
        let args = [
            "manifests",
            "paths=./...",
            "crd:schema=strict",
            "--stdout",
            "--explain",
        ];
        let output = kubewright(project.path(), &args);
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{era}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let repair =
            ".spec: `additionalProperties: false` is left out; the API server removes unknown fields anyway";
        assert_eq!(out.contains(repair), repaired, "{era}: {out}");
    }
}

#[test]
fn a_project_gets_the_crds_of_its_version_of_kube() {
    let eras = folder().join("eras");
    let refused = fs::read_to_string(eras.join("refused.txt")).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for era in fs::read_dir(&eras).unwrap().map(|entry| entry.unwrap().path()) {
        if !era.join("Cargo.lock").is_file() {
            continue;
        }
        let version = era.file_name().unwrap().to_str().unwrap();
        // The sources of k8s-openapi are read.
        let fetched = Command::new(env!("CARGO"))
            .args(["fetch", "--quiet", "--locked"])
            .current_dir(&era)
            .status();
        assert!(fetched.unwrap().success(), "{version}");
        for path in fs::read_dir(eras.join("cases")).unwrap() {
            let path = path.unwrap().path();
            let case = path.file_stem().unwrap().to_str().unwrap();
            let json = era.join(format!("{case}.json"));
            if !json.is_file() {
                continue;
            }
            let expected = expected(&json);
            let project = project(&era, &path);
            let at = project.path();
            let output = kubewright(at, &["manifests", "paths=./...", "crd", "output:crd:dir=crds"]);
            let said = String::from_utf8_lossy(&output.stderr);
            if !output.status.success() {
                let of_case = |name: &String| {
                    let kind = expected[name]["spec"]["names"]["kind"].as_str().unwrap();
                    refused.lines().any(|line| line == format!("{version} {kind}"))
                };
                let text = fs::read_to_string(&json).unwrap();
                if !expected.keys().any(of_case) && !text.contains("null") {
                    wrong.push(format!("{version} {case}: {said}"));
                }
                continue;
            }
            for (name, expected) in expected {
                let (group, plural) = { name.split_once('.') }
                    .map(|(plural, group)| (group, plural))
                    .unwrap();
                let text = fs::read_to_string(at.join(format!("crds/{group}_{plural}.yaml"))).unwrap();
                let found = alike(serde_saphyr::from_str(&text).unwrap());
                count += 1;
                let mut all = Vec::new();
                differences("", &expected, &found, &mut all);
                let lines = all.into_iter().take(9);
                wrong.extend(lines.map(|line| format!("{version} {case} {name}: {line}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 60, "{count}");
}
