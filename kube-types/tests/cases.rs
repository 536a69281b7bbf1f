//! Each case in `testdata/kube/cases` has types in a `.rs` file, and what kube's own `crd()` gives for them in a `.json` file, which the
//! program in `testdata/kube/oracle` has written.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod compared;
mod scope;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kubewright_kube_types::{Era, Schemas, Stated, Syntax, Wanted, definition, kind};
use serde_json::Value;

use compared::{differences, plain, without_empty_lists};
use scope::File;

static NOTHING: Stated = Stated {
    defaults: BTreeMap::new(),
    schemas: BTreeMap::new(),
};

const EXACT: Wanted<'static> = Wanted {
    cache: None,
    era: Era::V4,
    schemas: Schemas::Exact,
    stated: &NOTHING,
};

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
            match definition(&file, item, EXACT) {
                Ok(Some(made)) => {
                    let mut found = serde_json::to_value(made.definition.crd).unwrap();
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
        match definition(&file, &item, EXACT) {
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
        // Types that go on without end are read to a depth for which half the stack of the command is enough.
        let file = path.clone();
        let deep = std::thread::Builder::new().stack_size(32 << 20);
        let found = deep.spawn(move || errors(&file)).unwrap().join().unwrap();
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
            .map(|item| definition(&file, item, EXACT).unwrap().unwrap().definition.crd)
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

/// Without the statements, each of these fields is an error that names the statement.
#[test]
fn what_the_source_does_not_show_can_be_stated() {
    let path = folder().join("stated/stated.rs");
    let file = File::read(&path);
    let item = file.kinds().pop().unwrap();
    let problems = definition(&file, &item, EXACT).unwrap_err();
    let text: String = problems
        .iter()
        .map(|problem| problem.message.to_string() + "\n")
        .collect();
    for hint in [
        "the default `StatedSpec.environment`",
        "the schema `StatedSpec.transformed`",
        "the schema `Without`",
    ] {
        assert!(text.contains(hint), "{text}");
    }
    let stated = Stated {
        defaults: [
            ("StatedSpec.environment".to_owned(), Value::from("image")),
            ("StatedSpec.none".to_owned(), Value::Null),
        ]
        .into(),
        schemas: [
            (
                "StatedSpec.transformed".to_owned(),
                serde_json::json!({"type": "string", "maxLength": 5}),
            ),
            (
                "Without".to_owned(),
                serde_json::json!({"type": "object", "properties": {"a": {"type": "string"}}}),
            ),
            (
                "computed".to_owned(),
                serde_json::json!({"type": "string", "pattern": "a"}),
            ),
        ]
        .into(),
    };
    let wanted = Wanted {
        stated: &stated,
        ..EXACT
    };
    let crd = definition(&file, &item, wanted).unwrap().unwrap().definition.crd;
    let crd = serde_json::to_value(crd).unwrap();
    let spec = &crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"];
    let expected = serde_json::json!({
        "type": "object",
        "properties": {
            "environment": {"type": "string", "default": "image"},
            "none": {"type": "string"},
            "transformed": {"type": "string", "maxLength": 5},
            "without": {"type": "object", "properties": {"a": {"type": "string"}}},
            "computed": {"type": "string", "pattern": "a"},
        },
        "required": ["computed", "transformed", "without"],
    });
    assert_eq!(*spec, expected);
}

/// Each folder in `testdata/kube/eras` has what one version of kube gives for the cases there; `null` is a panic.
#[test]
fn each_version_of_kube_gives_its_own() {
    let eras = folder().join("eras");
    let refused = std::fs::read_to_string(eras.join("refused.txt")).unwrap();
    let refused: Vec<&str> = refused.lines().collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, numbers, kubernetes) in [
        ("1.1", (1, 1, 0), ("0.25.0", "v1_33")),
        ("2.0", (2, 0, 1), ("0.26.1", "v1_34")),
        ("3.0.0", (3, 0, 0), ("0.27.1", "v1_35")),
        ("3.0.1", (3, 0, 1), ("0.27.1", "v1_35")),
        ("3.1", (3, 1, 0), ("0.27.1", "v1_35")),
        ("4.0", (4, 0, 0), ("0.28.0", "v1_36")),
        ("4.2", (4, 2, 0), ("0.28.0", "v1_36")),
        ("5.0", (5, 0, 0), ("0.29.0", "v1_37")),
    ] {
        let wanted = Wanted {
            era: Era::of(numbers.0, numbers.1, numbers.2).unwrap(),
            ..EXACT
        };
        for path in files(&eras.join("cases"), "rs") {
            let case = path.file_stem().unwrap().to_string_lossy().into_owned();
            // What only schemars 0.8 has.
            if case.ends_with("_08") && name != "1.1" {
                continue;
            }
            let text = std::fs::read_to_string(eras.join(name).join(format!("{case}.json"))).unwrap();
            let mut expected: Vec<Value> = serde_json::from_str(&text).unwrap();
            expected.sort_by_key(|crd| crd["spec"]["names"]["kind"].to_string());
            let file = File::read_with(&path, kubernetes);
            for item in file.kinds() {
                let Syntax::Data(data) = &item.syntax else {
                    continue;
                };
                let kind = kind(&data.attrs).unwrap().kind;
                let found = expected
                    .iter_mut()
                    .find(|crd| crd["spec"]["names"]["kind"] == *kind);
                count += 1;
                match (definition(&file, &item, wanted), found) {
                    (Ok(Some(made)), Some(expected)) => {
                        let mut found = serde_json::to_value(made.definition.crd).unwrap();
                        [&mut found, &mut *expected].into_iter().for_each(plain);
                        [&mut found, &mut *expected]
                            .into_iter()
                            .for_each(without_empty_lists);
                        let mut all = Vec::new();
                        differences("", expected, &found, &mut all);
                        wrong.extend(
                            all.into_iter()
                                .take(9)
                                .map(|line| format!("{name} {case} {kind}: {line}")),
                        );
                    }
                    // kube panics, or the API server rejects what it gives.
                    (Err(_), None) => {}
                    (Err(problems), Some(expected))
                        if refused.contains(&format!("{name} {kind}").as_str()) =>
                    {
                        assert!(!problems.is_empty() && expected.is_object());
                    }
                    (made, _) => wrong.push(format!(
                        "{name} {case} {kind}: {:?}",
                        made.map(|_| ()).map_err(|problems| {
                            problems
                                .into_iter()
                                .map(|problem| problem.message.to_string())
                                .collect::<Vec<_>>()
                        })
                    )),
                }
            }
        }
    }
    assert!(count > 70, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
