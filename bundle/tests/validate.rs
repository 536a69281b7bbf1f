//! Broken bundles: a case in `testdata/bundle-refused` says how one differs from the good bundle in `testdata/bundle/memcached`.
//!
//! `merge` is a JSON merge patch for each file, `write` has whole files, `remove` lists files. `select` selects optional
//! validators. The text beside a case has the findings of `kubewright bundle validate` and of operator-verify;
//! `SNAPSHOTS=overwrite` rewrites it. `differs` says why the two disagree on how severe it is.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::Files;
use kubewright_bundle::finding::Severity;
use kubewright_bundle::output::Output;
use kubewright_bundle::validate::{Options, rules, validate};
use kubewright_core::yaml;
use kubewright_oracles::Tool;
use serde::Deserialize;
use serde_json::Value;

use common::{golden, root, written};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Case {
    merge: BTreeMap<PathBuf, Value>,
    write: BTreeMap<PathBuf, String>,
    remove: Vec<PathBuf>,
    /// Files with a ConfigMap of that many bytes that compression does not shorten much.
    noise: BTreeMap<PathBuf, usize>,
    select: Option<String>,
    kubernetes: Option<String>,
    dockerfile: Option<String>,
    platforms: BTreeMap<String, Vec<String>>,
    differs: Option<String>,
}

impl Case {
    fn files(&self) -> Files {
        let mut files = Files::default();
        for (path, content) in good().iter() {
            if !self.remove.iter().any(|removed| path.starts_with(removed)) {
                files.insert(path, content);
            }
        }
        for (path, patch) in &self.merge {
            let mut object: Value = yaml::from_str(files.text(path).unwrap()).unwrap();
            json_patch::merge(&mut object, patch);
            files.insert(path, yaml::to_string(&object).unwrap());
        }
        for (path, text) in &self.write {
            files.insert(path, text.as_bytes());
        }
        for (path, bytes) in &self.noise {
            let head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: noise\ndata:\n  text: ";
            files.insert(path, format!("{head}{}\n", noise(*bytes)));
        }
        files
    }

    fn options(&self) -> Options {
        let mut options = Options::default();
        options.optional = self.select.as_ref().map(|selector| selector.parse().unwrap());
        options.kubernetes = self.kubernetes.as_ref().map(|version| version.parse().unwrap());
        options.dockerfile.clone_from(&self.dockerfile);
        options.platforms.clone_from(&self.platforms);
        options
    }
}

/// The bundle that cases differ from.
fn good() -> Files {
    Files::read(&root("testdata/bundle/memcached")).unwrap()
}

/// Letters and digits in an order that repeats itself only after very many.
fn noise(bytes: usize) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        letters[usize::try_from(state >> 33).unwrap() % letters.len()]
    };
    (0..bytes).map(|_| next()).collect()
}

/// What operator-verify prints, one finding per line, and how severe the worst is.
fn theirs(files: &Files) -> (String, Option<Severity>) {
    let folder = written(files);
    let bundle = folder.path().join("bundle");
    let mut command = Tool::OperatorVerify.command();
    let output = command
        .args(["manifests", "--operatorhub_validate", "--object_validate"])
        .arg(&bundle)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stderr).replace(&bundle.display().to_string(), "bundle");
    let mut lines = BTreeSet::new();
    let mut worst = None;
    for line in printed.lines() {
        let Some(line) = line.split_once(" level=").map(|(_, line)| line.trim_end()) else {
            continue;
        };
        // Every run of its suite warns of itself.
        if line.contains("validator is deprecated") {
            continue;
        }
        let severity = if line.starts_with("warning") {
            Severity::Warning
        } else {
            Severity::Error
        };
        worst = Some(worst.map_or(severity, |worst: Severity| worst.min(severity)));
        lines.insert(line.to_owned());
    }
    let text = lines.iter().map(|line| format!("{line}\n")).collect();
    (text, worst)
}

fn cases() -> Vec<PathBuf> {
    let files = fs::read_dir(root("testdata/bundle-refused")).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    cases.sort();
    cases
}

/// Judges a case on both sides and compares the text beside it. Returns a problem, and the rules that it has seen.
fn judge(path: &Path) -> (Option<String>, Vec<&'static str>) {
    let case: Case = yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let files = case.files();
    let findings = validate(&files, &case.options());
    let ours = findings.iter().map(|finding| finding.severity).min();
    let (text, theirs) = theirs(&files);
    let shown = Output::Text.render(&findings, "bundle".as_ref(), &[]);
    let rest = if text.is_empty() { "nothing\n" } else { &text };
    golden(
        &path.with_extension("txt"),
        &format!("{shown}--- operator-verify\n{rest}"),
    );
    let name = path.file_name().unwrap().to_string_lossy();
    let problem = match (ours == theirs, &case.differs) {
        (true, Some(_)) => Some(format!("{name}: `differs` is not true any more")),
        (false, None) => Some(format!("{name}: ours says {ours:?}, theirs {theirs:?}")),
        _ => None,
    };
    (problem, findings.iter().map(|finding| finding.rule).collect())
}

#[test]
fn each_case_is_judged_by_both_sides() {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for path in cases() {
        let (problem, rules) = judge(&path);
        problems.extend(problem);
        seen.extend(rules);
    }
    let unseen = rules().map(|rule| rule.id).filter(|id| !seen.contains(id));
    problems.extend(unseen.map(|id| format!("no case finds `{id}`")));
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_good_bundle_passes_every_suite() {
    let files = good();
    let all = "name notin (community,operatorhub)".parse().unwrap();
    let findings = validate(&files, &Options::default().optional(all));
    assert_eq!(findings, []);
    assert_eq!(theirs(&files), (String::new(), None));
}

#[test]
fn identifiers_are_unique_and_of_known_validators() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        let id = (rule.id, rule.validator);
        assert!(seen.insert(id), "{id:?} is listed twice");
        let known = kubewright_bundle::validate::VALIDATORS.iter();
        assert!(
            known
                .map(|validator| validator.name)
                .any(|name| name == rule.validator),
            "{id:?}"
        );
    }
}

#[test]
fn lines_are_those_of_the_file() {
    let mut files = good();
    let path = Path::new("manifests/memcached-operator.clusterserviceversion.yaml");
    let text = files.text(path).unwrap().replace("name: Jane", "name: ''");
    let line = text
        .lines()
        .position(|line| line.contains("jane@example.com"))
        .unwrap()
        + 1;
    files.insert(path, text);
    let options = Options::default().optional("name=operatorhubv2".parse().unwrap());
    let findings = validate(&files, &options);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].rule, findings[0].line), ("maintainer", Some(line)));
}
