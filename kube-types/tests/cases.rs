//! Each case in `testdata/kube/cases` has types in a `.rs` file, and what kube's own `crd()` gives for them in a `.json` file, which the
//! program in `testdata/kube/oracle` has written.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod scope;

use std::path::{Path, PathBuf};

use kubewright_kube_types::{Era, definition};
use serde_json::Value;

use scope::File;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/kube")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

/// Numbers as the API server compares them: `1.0` is `1`.
fn plain(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap();
            if float.fract() == 0.0 && float.abs() < 9.0e18 {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(plain),
        Value::Object(all) => all.values_mut().for_each(plain),
        _ => {}
    }
}

/// The first differences between two trees, by their paths.
fn differences(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let none = Value::String("(absent)".to_owned());
                let (a, b) = (a.get(key).unwrap_or(&none), b.get(key).unwrap_or(&none));
                differences(&format!("{path}.{key}"), a, b, out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{at}]"), a, b, out);
            }
        }
        (a, b) if a == b => {}
        (a, b) => out.push(format!("{path}: kube {a}, kubewright {b}")),
    }
}

#[test]
fn each_case_is_what_kube_gives() {
    let mut wrong = Vec::new();
    for path in files(&folder().join("cases"), "rs") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path.with_extension("json")).unwrap_or_else(|_| "[]".to_owned());
        let expected: Vec<Value> = serde_json::from_str(&text).unwrap();
        let file = File::read(&path);
        let kinds = file.kinds();
        if kinds.len() != expected.len() {
            wrong.push(format!(
                "{name}: kube has {} kinds, kubewright {}",
                expected.len(),
                kinds.len()
            ));
        }
        for (item, mut expected) in kinds.iter().zip(expected) {
            match definition(&file, item, Era::V3_1) {
                Ok(Some(definition)) => {
                    let mut found = serde_json::to_value(definition.crd).unwrap();
                    plain(&mut expected);
                    plain(&mut found);
                    let mut all = Vec::new();
                    differences("", &expected, &found, &mut all);
                    wrong.extend(
                        all.into_iter()
                            .take(20)
                            .map(|line| format!("{name} {}: {line}", item.name)),
                    );
                }
                Ok(None) => wrong.push(format!("{name} {}: no CRD", item.name)),
                Err(problems) => wrong.extend(problems.into_iter().map(|problem| {
                    let line = problem.span.start().line;
                    format!("{name}:{line} {}: {}", item.name, problem.message)
                })),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The errors of a file, with their lines.
fn errors(path: &Path) -> String {
    let file = File::read(path);
    let mut lines = Vec::new();
    for item in file.kinds() {
        match definition(&file, &item, Era::V3_1) {
            Ok(_) => lines.push(format!("{}: no error", item.name)),
            Err(problems) => lines.extend(problems.into_iter().map(|problem| {
                let line = problem.span.start().line;
                format!("{line}: {}", problem.message)
            })),
        }
    }
    lines.join("\n") + "\n"
}

/// What cannot be known or what the API server rejects is an error at its place. `SNAPSHOTS=overwrite` writes the messages again.
#[test]
fn each_refused_type_has_its_error() {
    for path in files(&folder().join("refused"), "rs") {
        let found = errors(&path);
        let golden = path.with_extension("txt");
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            std::fs::write(&golden, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(found, expected, "{}", path.display());
        assert!(!found.contains("no error"), "{found}");
    }
}

/// Kubebuilder markers in doc comments change the schema of kube's derive, and are no part of descriptions.
#[test]
fn markers_work_beside_kubes_derive() {
    let folder = folder().join("markers");
    for path in files(&folder, "rs") {
        let file = File::read(&path);
        let kinds = file.kinds();
        let crds: Vec<_> = kinds
            .iter()
            .map(|item| definition(&file, item, Era::V3_1).unwrap().unwrap().crd)
            .collect();
        let found = serde_json::to_string_pretty(&crds).unwrap() + "\n";
        let golden = path.with_extension("json");
        if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
            std::fs::write(&golden, &found).unwrap();
        }
        assert_eq!(
            found,
            std::fs::read_to_string(&golden).unwrap_or_default(),
            "{}",
            path.display()
        );
    }
}
